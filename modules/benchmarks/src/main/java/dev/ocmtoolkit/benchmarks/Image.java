// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Makes images of layers that nobody can compress, and that are the same each time. */
final class Image {
    private Image() {}

    /** Random bytes that belong to a seed. */
    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    /**
     * Writes an image.
     *
     * @param layers the seed of each layer
     * @param layerSize the bytes of each layer
     */
    static void put(OciTarget into, Tag tag, LongStream layers, int layerSize) {
        String list = layers.mapToObj(
                        seed -> blob(into, "application/vnd.oci.image.layer.v1.tar+gzip", content(seed, layerSize)))
                .collect(Collectors.joining(","));
        String config = blob(
                into,
                "application/vnd.oci.image.config.v1+json",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(MediaTypes.MANIFEST, config, list);
        into.putManifest(new Document(MediaTypes.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)), Set.of(tag));
    }

    private static String blob(OciTarget into, String mediaType, byte[] content) {
        Descriptor blob = Descriptor.of(mediaType, content);
        if (into.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(var upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(content));
            }
        }
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, blob.digest(), blob.size());
    }
}
