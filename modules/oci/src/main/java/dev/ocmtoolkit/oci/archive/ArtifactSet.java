// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OpenedSource;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An artifact set: an image, index or other artifact with all it needs, in one blob. It is a tar, as a rule in gzip, of an OCI image
 * layout (OCI image specification, image-layout.md); version 1 of the OCM tools names blobs {@code blobs/sha256.HEX} and says in
 * annotations which artifact is meant and how it is tagged.
 *
 * <p>Nothing can be found in foreign gzip without reading all that is before it. So the blob is read once, from its begin to its end,
 * and verified; what is in it is put aside, in memory up to 8 MiB, else in a temporary file. Safe for use by several threads.
 */
public final class ArtifactSet implements OpenedSource {
    static final String MAIN = "software.ocm/main";
    static final String TAGS = "software.ocm/tags";
    static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String LAYOUT = "application/vnd.ocm.software.oci.layout.v1";
    private static final Set<String> PLAIN = Stream.concat(
                    Stream.of(LAYOUT + "+tar"), MediaTypes.MANIFESTS.stream().map(type -> stem(type) + "+tar"))
            .collect(Collectors.toUnmodifiableSet());
    private static final String GZIP = "+gzip";

    private final Descriptor blob;
    private final OciSource from;
    private final SetReader content;
    private final Index index;
    private final Map<Digest, Descriptor> listed = new HashMap<>();

    private ArtifactSet(OciSource from, Descriptor blob, SetReader content) {
        this.from = from;
        this.blob = blob;
        this.content = content;
        this.index = index(content, from, blob);
        index.manifests().forEach(manifest -> listed.put(manifest.digest(), manifest));
    }

    /**
     * The type of a set.
     *
     * @param artifactType the type of the manifest or index in it
     * @return the type of the blob
     */
    public static String mediaType(String artifactType) {
        return stem(artifactType) + "+tar" + GZIP;
    }

    private static String stem(String artifactType) {
        return artifactType.replaceFirst("\\+json$", "");
    }

    /**
     * Whether a blob of this type is an artifact set.
     *
     * @param mediaType the type
     * @return true for those that the OCM tools write
     */
    public static boolean isOne(String mediaType) {
        return PLAIN.contains(
                mediaType.endsWith(GZIP) ? mediaType.substring(0, mediaType.length() - GZIP.length()) : mediaType);
    }

    /**
     * Reads a set as a whole.
     *
     * @param from where the blob is
     * @param blob the blob
     * @param cancellation stops it
     * @return the set; to be closed
     * @throws Failure CORRUPT when the blob is damaged or not what its digest says, INVALID when it is no artifact set or too large,
     *     STORAGE when the temporary file cannot be written
     */
    public static ArtifactSet open(OciSource from, Descriptor blob, Cancellation cancellation) {
        SetReader content = new SetReader(from, blob, cancellation);
        try {
            content.readAll();
            return new ArtifactSet(from, blob, content);
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    /**
     * Reads which artifact a set holds, and as a rule no more of it than that.
     *
     * @param from where the blob is
     * @param blob the blob
     * @param cancellation stops it
     * @return the artifact, as {@link #main}
     * @throws Failure as {@link #open}
     */
    public static Descriptor main(OciSource from, Descriptor blob, Cancellation cancellation) {
        try (SetReader content = new SetReader(from, blob, cancellation)) {
            content.readIndex();
            return main(index(content, from, blob), what(from, blob));
        }
    }

    private static Index index(SetReader content, OciSource from, Descriptor blob) {
        byte[] bytes = content.index()
                .orElseThrow(() -> new Failure(
                        Failure.Kind.INVALID,
                        "%s is no artifact set: it has no index.json".formatted(what(from, blob))));
        try {
            return Index.parse(new Document(MediaTypes.INDEX, bytes));
        } catch (Failure failure) {
            throw failure.within(what(from, blob));
        }
    }

    static String what(OciSource from, Descriptor blob) {
        return "artifact set %s in %s".formatted(blob.digest(), from.location());
    }

    /**
     * The artifact that is meant: what the set says, else the only one, else the only one with a tag.
     *
     * @return its type, digest and size
     * @throws Failure INVALID when that is not clear
     */
    public Descriptor main() {
        return main(index, what(from, blob));
    }

    private static Descriptor main(Index index, String what) {
        String said = index.annotations().getOrDefault(MAIN, "");
        List<Descriptor> meant = index.manifests().stream()
                .filter(manifest ->
                        said.isEmpty() || manifest.digest().toString().equals(said))
                .toList();
        if (meant.size() > 1) {
            meant = meant.stream()
                    .filter(manifest -> manifest.annotations().containsKey(REF_NAME))
                    .toList();
        }
        if (meant.size() != 1) {
            throw new Failure(Failure.Kind.INVALID, "%s does not say which artifact is meant".formatted(what));
        }
        return meant.getFirst();
    }

    @Override
    public Location location() {
        return new Location(
                "artifact set %s in %s".formatted(blob.digest(), from.location().origin()),
                from.location().repository());
    }

    @Override
    public Optional<Descriptor> resolve(Ref ref) {
        return switch (ref) {
            case Digest digest -> content.size(digest).isEmpty() ? Optional.empty() : Optional.of(describe(digest));
            case Tag tag ->
                index.manifests().stream()
                        .filter(manifest -> tags(manifest).contains(tag.name()))
                        .findFirst();
        };
    }

    /** What the index does not list, a manifest below another one, says itself what it is. */
    private Descriptor describe(Digest digest) {
        Descriptor known = listed.get(digest);
        return known == null ? document(digest, Optional.empty()).descriptor() : known;
    }

    @Override
    public Document manifest(Ref ref) {
        Descriptor manifest = resolve(ref)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND, "manifest %s is not in %s".formatted(ref, what(from, blob))));
        return document(manifest.digest(), Optional.of(manifest.mediaType()));
    }

    private Document document(Digest digest, Optional<String> mediaType) {
        byte[] bytes = content.small(digest, Document.LIMIT);
        String type = mediaType.or(() -> Links.mediaTypeOf(bytes)).orElse(MediaTypes.MANIFEST);
        return Document.verified(type, bytes, digest, "manifest %s in %s".formatted(digest, what(from, blob)));
    }

    @Override
    public Optional<Descriptor> blob(Digest digest) {
        return content.size(digest).stream()
                .mapToObj(size -> new Descriptor(MediaTypes.OCTET_STREAM, digest, size))
                .findFirst();
    }

    @Override
    public InputStream openBlob(Descriptor wanted, long offset) {
        try {
            InputStream in = content.open(wanted.digest());
            in.skipNBytes(offset);
            return in;
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "blob %s in %s has no byte %d".formatted(wanted.digest(), what(from, blob), offset));
        }
    }

    @Override
    public Stream<String> tags() {
        return index.manifests().stream()
                .flatMap(manifest -> tags(manifest).stream())
                .distinct()
                .sorted();
    }

    private static List<String> tags(Descriptor manifest) {
        return Stream.of(TAGS, REF_NAME)
                .flatMap(name -> Arrays.stream(
                        manifest.annotations().getOrDefault(name, "").split(",", -1)))
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    /** {@return none: a set lists no referrers} */
    @Override
    public Stream<Descriptor> referrers(Digest subject) {
        return Stream.empty();
    }

    /** Forgets what was put aside. */
    @Override
    public void close() {
        content.close();
    }
}
