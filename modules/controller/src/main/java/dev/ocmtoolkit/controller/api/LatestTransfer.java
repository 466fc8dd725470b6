// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code Replication} of the second generation remembers.
 *
 * @param component what it found to transfer
 * @param version the version that was transferred last
 * @param digest the digest of that, where the component shows one
 * @param failures what failed since then
 */
public record LatestTransfer(
        Optional<ComponentInfo> component, Optional<String> version, Optional<String> digest, List<Failed> failures) {
    /** Nothing was transferred yet. */
    public static final LatestTransfer NONE =
            new LatestTransfer(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    private static final int MOST_FAILURES = 100;

    /**
     * A part of a transfer that failed.
     *
     * @param id which
     * @param name its name for people
     * @param error why, in one sentence
     */
    public record Failed(String id, String name, String error) {}

    /** Keeps the first 100 failures. */
    public LatestTransfer {
        failures = List.copyOf(failures.subList(0, Math.min(failures.size(), MOST_FAILURES)));
    }

    /**
     * After a transfer that succeeded.
     *
     * @param done what was transferred
     * @return what is remembered
     */
    public LatestTransfer succeeded(ComponentInfo done) {
        return new LatestTransfer(
                Optional.of(done),
                Optional.of(done.version()),
                done.digest().map(digest -> digest.path("value").asText()),
                List.of());
    }

    /**
     * After a transfer that failed.
     *
     * @param tried what was to be transferred
     * @param why what failed
     * @return what is remembered
     */
    public LatestTransfer failed(ComponentInfo tried, List<Failed> why) {
        return new LatestTransfer(Optional.of(tried), version, digest, why);
    }

    static LatestTransfer read(JsonNode status) {
        List<Failed> failures = new ArrayList<>();
        status.path("lastFailedTransferEvents")
                .forEach(one -> failures.add(new Failed(
                        one.path("id").asText(),
                        one.path("name").asText(),
                        one.path("error").asText())));
        return new LatestTransfer(
                ComponentInfo.read(status.path("component")),
                Optional.ofNullable(status.path("lastTransferredVersion").textValue()),
                Optional.ofNullable(status.path("lastTransferredDigest").textValue()),
                failures);
    }

    void write(ObjectNode status) {
        component.ifPresent(info -> status.set("component", info.json()));
        version.ifPresent(text -> status.put("lastTransferredVersion", text));
        digest.ifPresent(text -> status.put("lastTransferredDigest", text));
        if (!failures.isEmpty()) {
            ArrayNode list = status.putArray("lastFailedTransferEvents");
            failures.forEach(one ->
                    list.addObject().put("id", one.id()).put("name", one.name()).put("error", one.error()));
        }
    }
}
