// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An image, index or other artifact on its way into an artifact set: a tar as version 1 of the OCM tools writes it, in gzip that
 * compresses nothing, so that its length is known before and equal artifacts give equal bytes. May be written several times; each
 * blob is read from the source as it is written, and verified.
 */
public final class ArtifactSetContent implements Body {
    /** 2022-01-01T00:00:00Z. */
    private static final long MODIFIED = 1_640_995_200L;

    private static final byte[] LAYOUT =
            "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}\n".getBytes(StandardCharsets.UTF_8);
    private static final int BUFFER = 64 * 1024;

    private final OciSource from;
    private final Map<Digest, Document> manifests = new TreeMap<>();
    private final Map<Digest, Descriptor> entries = new TreeMap<>();
    private final byte[] index;

    /**
     * An artifact.
     *
     * @param from where its blobs are read
     * @param manifests its manifests, children before those that list them, the artifact's own last
     * @param blobs its blobs
     * @param tag the tag under which it is known
     */
    public ArtifactSetContent(OciSource from, List<Document> manifests, List<Descriptor> blobs, Optional<Tag> tag) {
        this.from = from;
        this.index = index(manifests, tag);
        blobs.forEach(blob -> entries.put(blob.digest(), blob));
        manifests.forEach(document -> {
            this.manifests.put(document.digest(), document);
            entries.put(document.digest(), document.descriptor());
        });
    }

    private static byte[] index(List<Document> manifests, Optional<Tag> tag) {
        Document main = manifests.getLast();
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.INDEX);
        ArrayNode list = index.putArray("manifests");
        for (Document manifest : manifests) {
            ObjectNode entry = list.addObject()
                    .put("mediaType", manifest.mediaType())
                    .put("digest", manifest.digest().toString())
                    .put("size", manifest.size());
            if (manifest.equals(main) && tag.isPresent()) {
                entry.putObject("annotations")
                        .put(ArtifactSet.REF_NAME, tag.get().name())
                        .put(ArtifactSet.TAGS, tag.get().name());
            }
        }
        index.putObject("annotations").put(ArtifactSet.MAIN, main.digest().toString());
        return index.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public OptionalLong length() {
        long tar = TarWriter.padded(index.length) + TarWriter.padded(LAYOUT.length) + TarWriter.padded(0);
        for (Descriptor entry : entries.values()) {
            tar += TarWriter.length(file(name(entry), entry.size()));
        }
        return OptionalLong.of(StoredGzip.size(tar + TarWriter.END));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(new StoredGzip(out))) {
            file(tar, "index.json", index);
            file(tar, "oci-layout", LAYOUT);
            tar.begin(new TarWriter.Entry("blobs", '5', 0755, 0, MODIFIED, TarWriter.Owner.NONE, ""));
            for (Descriptor entry : entries.values()) {
                Document manifest = manifests.get(entry.digest());
                if (manifest != null) {
                    file(tar, name(entry), manifest.bytes());
                } else {
                    tar.begin(file(name(entry), entry.size()));
                    copy(entry, tar);
                }
            }
        }
    }

    private static String name(Descriptor entry) {
        return "blobs/" + entry.digest().algorithm() + "." + entry.digest().hex();
    }

    private static void file(TarWriter tar, String name, byte[] content) throws IOException {
        tar.begin(file(name, content.length));
        tar.write(content, 0, content.length);
    }

    private static TarWriter.Entry file(String name, long size) {
        return new TarWriter.Entry(name, '0', 0644, size, MODIFIED, TarWriter.Owner.NONE, "");
    }

    private void copy(Descriptor blob, TarWriter tar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (VerifiedReader reader = new VerifiedReader(from, blob)) {
            for (int n = reader.read(buffer, 0, BUFFER); n >= 0; n = reader.read(buffer, 0, BUFFER)) {
                tar.write(buffer, 0, n);
            }
        }
    }
}
