// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Plays the steps of one behaviour:
 *
 * <ul>
 *   <li>{@code publish: {registry, path, component, version, references, labels, blob}}, {@code tag: {..., from, count, also}}
 *   <li>{@code write: FILE}, or {@code write: {file, as}}, with <code>${NAME}</code> for the address of a registry; {@code text: {as, text}}
 *   <li>{@code remove: FILE}, {@code stop: REGISTRY}, {@code start: REGISTRY}, {@code wipe: REGISTRY}, {@code restart: host}
 *   <li>{@code hold: REGISTRY}: it answers to nothing that writes, until {@code release: REGISTRY}
 *   <li>{@code mark: REGISTRY}, then {@code nothingWritten: REGISTRY} or {@code nothingAsked: REGISTRY}: since then
 *   <li>{@code slow: {registry, after}}: it stands still after so many bytes; {@code stalled: REGISTRY}: waits until somebody waits for it;
 *       {@code hungUp: REGISTRY}: sees that they hang up, long before they would by themselves, and lets others pass
 *   <li>{@code see: {kind, name, namespace, ready, reason, message, generation, status}}: waits until it is so
 *   <li>{@code gone: {kind, name}}, {@code has: {registry, path, component, version}}, {@code problem: TEXT}
 *   <li>{@code events: {kind, name, are}}: the events, each as {@code Type Reason Message}; {@code count} of each is not looked at
 * </ul>
 */
final class Story {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");

    private final Path folder;
    private final ContractHost host;
    private final Registries registries;
    private final Map<String, Integer> marks = new HashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();

    Story(Path folder, ContractHost host, Registries registries) {
        this.folder = folder;
        this.host = host;
        this.registries = registries;
    }

    void step(JsonNode step) {
        String what = step.fieldNames().next();
        JsonNode is = step.path(what);
        switch (what) {
            case "publish" ->
                registries.publish(
                        is.path("registry").asText("source"),
                        is.path("path").asText(),
                        is.path("component").asText(),
                        is.path("version").asText(),
                        is);
            case "tag" ->
                registries.tag(
                        is.path("registry").asText("source"),
                        is.path("path").asText(),
                        is.path("component").asText(),
                        is.path("from").asText(),
                        IntStream.range(0, is.path("count").asInt())
                                .mapToObj(i -> is.path("also").asText().formatted(i)));
            case "write" ->
                host.write(
                        is.isTextual() ? is.asText() : is.path("as").asText(),
                        resolved(new String(
                                HostContract.bytes(folder.resolve(
                                        is.isTextual()
                                                ? is.asText()
                                                : is.path("file").asText())),
                                StandardCharsets.UTF_8)));
            case "text" ->
                host.write(
                        is.path("as").asText(),
                        resolved(is.path("text").asText())
                                .replace("<TAB>", "\t")
                                .replace("<MIB>", "x".repeat(1 << 20)));
            case "remove" -> host.remove(is.asText());
            case "stop" -> registries.stop(is.asText());
            case "start" -> registries.start(is.asText());
            case "wipe" -> registries.wipe(is.asText());
            case "hold" -> registries.hold(is.asText());
            case "release" -> registries.release(is.asText());
            case "slow" ->
                registries.slow(is.path("registry").asText(), is.path("after").asLong());
            case "stalled" -> registries.awaitStall(is.asText());
            case "hungUp" -> registries.awaitHangUp(is.asText(), PATIENCE);
            case "restart" -> host.restart();
            case "see" -> await(() -> seen(is));
            case "stays" -> stays(is);
            case "gone" -> await(() -> host.find(id(is)).map(o -> "is there: " + o.status()));
            case "has" -> await(() -> has(is) ? Optional.empty() : Optional.of("is not in the registry: " + is));
            case "hasNot" -> assertThat(has(is)).as("in the registry: " + is).isFalse();
            case "problem" -> await(() -> problem(resolved(is.asText())));
            case "events" -> await(() -> events(is));
            case "mark" -> {
                marks.put(is.asText(), writes(is.asText()));
                marks.put("read " + is.asText(), reads(is.asText()));
                asked.put(is.asText(), registries.served(is.asText()).size());
            }
            case "nothingRead" -> assertThat(reads(is.asText())).isEqualTo(marks.get("read " + is.asText()));
            case "nothingWritten" -> assertThat(writes(is.asText())).isEqualTo(marks.get(is.asText()));
            case "nothingAsked" ->
                assertThat(registries.served(is.asText())).hasSize(asked.getOrDefault(is.asText(), 0));
            default -> throw new AssertionError("unknown step " + what);
        }
    }

    private int writes(String registry) {
        return (int) registries.served(registry).stream()
                .filter(served -> !Registries.READING.contains(served.method()))
                .count();
    }

    /** Of manifests and blobs; to ask whether they are there is no reading. */
    private int reads(String registry) {
        return (int) registries.served(registry).stream()
                .filter(served -> served.method().equals("GET")
                        && (served.path().contains("/manifests/")
                                || served.path().contains("/blobs/")))
                .count();
    }

    private boolean has(JsonNode is) {
        return registries.has(
                is.path("registry").asText("target"),
                is.path("path").asText(),
                is.path("component").asText(),
                is.path("version").asText());
    }

    private Optional<String> problem(String expected) {
        return host.problems().stream().anyMatch(text -> text.contains(expected))
                ? Optional.empty()
                : Optional.of("no problem \"%s\" in %s".formatted(expected, host.problems()));
    }

    private Optional<String> events(JsonNode is) {
        List<String> seen = host.events(id(is)).stream()
                .map(e -> e.event().type().word() + " " + e.event().reason() + " "
                        + e.event().message())
                .filter(line -> !line.equals("Warning GetResourceFailed OCM Repository is not ready"))
                .toList();
        List<String> expected = new java.util.ArrayList<>();
        is.path("are").forEach(line -> expected.add(resolved(line.asText())));
        return seen.equals(expected) ? Optional.empty() : Optional.of("events are " + seen);
    }

    private void stays(JsonNode is) {
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (System.nanoTime() < end) {
            assertThat(seen(is)).isEmpty();
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static ObjectId id(JsonNode is) {
        return new ObjectId(
                is.path("kind").asText(),
                is.path("namespace").asText("default"),
                is.path("name").asText());
    }

    private Optional<String> seen(JsonNode is) {
        Optional<RawObject> found = host.find(id(is));
        if (found.isEmpty()) {
            return Optional.of("there is no " + id(is));
        }
        RawObject object = found.get();
        Optional<Condition> ready = object.ready();
        boolean right = ready.isPresent() == is.path("ready").isBoolean() || !is.has("ready");
        if (ready.isPresent()) {
            Condition condition = ready.get();
            right &= !is.has("ready") || condition.isTrue() == is.path("ready").asBoolean();
            right &= !is.has("ready") || condition.observedGeneration() == object.generation();
            right &= matches(is, "reason", condition.reason());
            right &= matches(is, "message", condition.message());
        }
        right &= !is.has("generation")
                || object.generation() == is.path("generation").asLong();
        for (Map.Entry<String, JsonNode> field : is.path("status").properties()) {
            JsonNode actual = object.status().at(field.getKey());
            right &= (actual.isContainerNode() ? Integer.toString(actual.size()) : actual.asText())
                    .equals(resolved(field.getValue().asText()));
        }
        return right ? Optional.empty() : Optional.of("%s is %s".formatted(object.id(), object.json()));
    }

    private boolean matches(JsonNode is, String field, String actual) {
        if (!is.has(field)) {
            return true;
        }
        String expected = resolved(is.path(field).asText());
        return expected.endsWith("...")
                ? actual.contains(expected.substring(0, expected.length() - 3))
                : actual.equals(expected);
    }

    private String resolved(String text) {
        Matcher place = PLACE.matcher(text);
        return place.replaceAll(found -> Matcher.quoteReplacement(registries.address(found.group(1))));
    }

    /** Something that says what is wrong, as long as it is. */
    interface Check {
        Optional<String> wrong();
    }

    private static void await(Check check) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> wrong = check.wrong();
        while (wrong.isPresent() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
            wrong = check.wrong();
        }
        assertThat(wrong).isEmpty();
    }
}
