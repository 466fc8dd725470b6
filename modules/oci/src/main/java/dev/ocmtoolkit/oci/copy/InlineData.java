// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Content that stands in the descriptors of a manifest itself (OCI image specification, descriptor.md, "data"). */
final class InlineData {
    private InlineData() {}

    /** The blobs whose content a manifest carries; data that is not what its digest says is none. */
    static Map<Digest, byte[]> of(Document manifest) {
        if (!new String(manifest.bytes(), StandardCharsets.UTF_8).contains("\"data\"")) {
            return Map.of();
        }
        JsonNode root = Json.object(manifest.bytes(), "manifest " + manifest.digest());
        Map<Digest, byte[]> found = new HashMap<>();
        collect(root.path("config"), found);
        for (String list : List.of("layers", "blobs")) {
            root.path(list).forEach(descriptor -> collect(descriptor, found));
        }
        return found;
    }

    private static void collect(JsonNode descriptor, Map<Digest, byte[]> found) {
        if (!descriptor.path("data").isTextual() || !descriptor.path("digest").isTextual()) {
            return;
        }
        byte[] data;
        try {
            data = Base64.getDecoder().decode(descriptor.path("data").textValue());
        } catch (IllegalArgumentException e) {
            return;
        }
        Digest digest = Digest.parse(descriptor.path("digest").textValue());
        boolean whole = descriptor.path("size").asLong(-1) == data.length;
        if (whole && Digest.of(digest.algorithm(), data).equals(digest)) {
            found.put(digest, data);
        }
    }
}
