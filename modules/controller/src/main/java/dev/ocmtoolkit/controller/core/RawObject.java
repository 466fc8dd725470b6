// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object as a host holds it: its JSON, of which only the form of {@code metadata} is relied on. One object whose spec is malformed
 * never stands in the way of others, since nothing else is read before its own turn.
 *
 * @param json the whole object; not to be changed
 */
public record RawObject(ObjectNode json) {
    /** {@return the version of its kind} */
    public String apiVersion() {
        return json.path("apiVersion").asText();
    }

    /** {@return kind, namespace and name} */
    public ObjectId id() {
        return new ObjectId(
                json.path("kind").asText(),
                metadata().path("namespace").asText(),
                metadata().path("name").asText());
    }

    /** {@return what tells it from others of its name} */
    public Uid uid() {
        return new Uid(metadata().path("uid").asText());
    }

    /** {@return a number that rises with each change of its spec} */
    public long generation() {
        return metadata().path("generation").asLong();
    }

    /** {@return whether it is to go} */
    public boolean isDeleting() {
        return metadata().has("deletionTimestamp");
    }

    /** {@return whether it is to be left alone} */
    public boolean isSuspended() {
        return spec().path("suspend").asBoolean();
    }

    /** {@return who has to agree before it goes} */
    public List<String> finalizers() {
        List<String> all = new ArrayList<>();
        metadata().path("finalizers").forEach(one -> all.add(one.asText()));
        return List.copyOf(all);
    }

    /** {@return its annotations} */
    public Map<String, String> annotations() {
        Map<String, String> all = new TreeMap<>();
        metadata()
                .path("annotations")
                .properties()
                .forEach(e -> all.put(e.getKey(), e.getValue().asText()));
        return all;
    }

    /** {@return its metadata} */
    public JsonNode metadata() {
        return json.path("metadata");
    }

    /** {@return what is wanted; missing when nothing is said} */
    public JsonNode spec() {
        return json.path("spec");
    }

    /** {@return what is; missing when it was never looked at} */
    public JsonNode status() {
        return json.path("status");
    }

    /** {@return its condition {@code Ready}} */
    public Optional<Condition> ready() {
        return condition(Condition.READY);
    }

    /**
     * Its condition of a type.
     *
     * @param type the type
     * @return the condition, if it has one
     */
    public Optional<Condition> condition(String type) {
        return Conditions.find(status(), type);
    }

    /** {@return whether it is ready, perhaps by an older spec} */
    public boolean isReady() {
        return ready().filter(Condition::isTrue).isPresent();
    }

    /** {@return whether what its status says is about its present spec} */
    public boolean isCurrent() {
        return status().path("observedGeneration").asLong() == generation();
    }

    /** {@return whether it is as its present spec wants it, and nothing is under way for it} */
    public boolean isSettled() {
        return isReady()
                && isCurrent()
                && !isDeleting()
                && condition(Condition.TRANSFER_IN_PROGRESS)
                        .filter(Condition::isTrue)
                        .isEmpty();
    }

    /**
     * This object after a patch of its status.
     *
     * @param patch a JSON merge patch
     * @return the object
     */
    public RawObject withStatusPatch(JsonNode patch) {
        ObjectNode changed = json.deepCopy();
        ObjectNode status = changed.withObject("/status");
        changed.set("status", MergePatch.apply(patch, status));
        return new RawObject(changed);
    }

    /** {@return this object with the next number of {@code resourceVersion}, for a host that counts itself} */
    public RawObject withNextVersion() {
        ObjectNode changed = json.deepCopy();
        ObjectNode metadata = changed.withObject("/metadata");
        metadata.put(
                "resourceVersion",
                Long.toString(metadata.path("resourceVersion").asLong() + 1));
        return new RawObject(changed);
    }

    /**
     * This object with other finalizers.
     *
     * @param change the change
     * @return the object
     */
    public RawObject with(FinalizerChange change) {
        ObjectNode changed = json.deepCopy();
        List<String> names = new ArrayList<>(finalizers());
        switch (change) {
            case FinalizerChange.None none -> {}
            case FinalizerChange.Add(String name) -> names.add(name);
            case FinalizerChange.Remove(String name) -> names.remove(name);
        }
        ObjectNode metadata = changed.withObject("/metadata");
        if (names.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode list = metadata.putArray("finalizers");
            names.forEach(list::add);
        }
        return new RawObject(changed);
    }
}
