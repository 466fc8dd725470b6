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
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

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
     * @param tags its tags, none if an index shall have it
     * @param architecture what it says to be for; it makes the configuration another one
     * @param layers the seed of each layer
     * @param layerSize the bytes of each layer
     * @return how an index names it
     */
    static Descriptor put(OciTarget into, Set<Tag> tags, String architecture, LongStream layers, int layerSize) {
        String list = layers.mapToObj(seed -> blob(into, LAYER, content(seed, layerSize)))
                .collect(Collectors.joining(","));
        String config = blob(
                into,
                "application/vnd.oci.image.config.v1+json",
                "{\"architecture\":\"%s\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .formatted(architecture)
                        .getBytes(StandardCharsets.UTF_8));
        return manifest(into, tags, MediaTypes.MANIFEST, "\"config\":%s,\"layers\":[%s]".formatted(config, list));
    }

    /** Writes an index of images. */
    static void putIndex(OciTarget into, Tag tag, List<Descriptor> images) {
        String list = images.stream().map(Image::json).collect(Collectors.joining(","));
        manifest(into, Set.of(tag), MediaTypes.INDEX, "\"manifests\":[%s]".formatted(list));
    }

    private static Descriptor manifest(OciTarget into, Set<Tag> tags, String mediaType, String content) {
        Document document = new Document(
                mediaType,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s}"
                        .formatted(mediaType, content)
                        .getBytes(StandardCharsets.UTF_8));
        into.putManifest(document, tags);
        return document.descriptor();
    }

    private static String blob(OciTarget into, String mediaType, byte[] content) {
        Descriptor blob = Descriptor.of(mediaType, content);
        if (into.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(var upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(content));
            }
        }
        return json(blob);
    }

    private static String json(Descriptor object) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(object.mediaType(), object.digest(), object.size());
    }
}
