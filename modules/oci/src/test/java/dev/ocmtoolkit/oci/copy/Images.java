// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Small images for tests. */
public final class Images {
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private Images() {}

    /** Puts an image with a configuration and these layers under a tag. */
    public static Document put(OciTarget to, String tag, String... layers) {
        Document image = withoutTag(to, layers);
        to.putManifest(image, Set.of(new Tag(tag)));
        return image;
    }

    /** Puts an image under its digest only. */
    public static Document withoutTag(OciTarget to, String... layers) {
        Descriptor config = blob(to, "application/vnd.oci.image.config.v1+json", "{\"layers\":" + layers.length + "}");
        List<Descriptor> all =
                Arrays.stream(layers).map(text -> blob(to, LAYER, text)).toList();
        Document image = manifest(MediaTypes.MANIFEST, config, all);
        to.putManifest(image, Set.of());
        return image;
    }

    /** A manifest, put nowhere. */
    public static Document manifest(String type, Descriptor config, List<Descriptor> layers) {
        return new Document(
                type,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":%s}"
                        .formatted(type, json(config), json(layers))
                        .getBytes(UTF_8));
    }

    /** An index, put nowhere. */
    public static Document index(String type, Descriptor... manifests) {
        return new Document(
                type,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":%s}"
                        .formatted(type, json(List.of(manifests)))
                        .getBytes(UTF_8));
    }

    /** Puts a blob. */
    public static Descriptor blob(OciTarget to, String type, String text) {
        Descriptor blob = Descriptor.of(type, text.getBytes(UTF_8));
        if (to.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(text.getBytes(UTF_8)));
            }
        }
        return blob;
    }

    /** The digest of a text. */
    public static Digest digest(String text) {
        return Digest.of(text.getBytes(UTF_8));
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static String json(List<Descriptor> descriptors) {
        return descriptors.stream().map(Images::json).collect(Collectors.joining(",", "[", "]"));
    }
}
