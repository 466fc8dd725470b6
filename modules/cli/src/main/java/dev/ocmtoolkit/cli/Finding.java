// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check found about a component version.
 *
 * @param id which
 * @param missing what it refers to and is not there, with the way to each, in order of their names
 * @param resources those resources whose content is elsewhere
 * @param sources those sources whose content is elsewhere
 * @param faults what was found missing or damaged when everything was read, each as a sentence
 */
record Finding(
        ComponentId id,
        SortedMap<String, List<ComponentId>> missing,
        List<Identity> resources,
        List<Identity> sources,
        List<String> faults) {

    String status() {
        StringBuilder status = new StringBuilder();
        problem(status, !missing.isEmpty(), "Incomplete");
        problem(status, !resources.isEmpty(), "Resources");
        problem(status, !sources.isEmpty(), "Sources");
        problem(status, !faults.isEmpty(), "Damaged");
        return status.isEmpty() ? "OK" : status.toString();
    }

    private static void problem(StringBuilder status, boolean found, String word) {
        if (found) {
            status.append(status.isEmpty() ? "" : ",").append(word);
        }
    }

    /** What is wrong, each as half a sentence. */
    Stream<String> problems() {
        return Stream.of(
                        missing.isEmpty() ? "" : "incomplete component version " + id,
                        resources.isEmpty() ? "" : "version %s with non-local resources".formatted(id),
                        sources.isEmpty() ? "" : "version %s with non-local sources".formatted(id))
                .filter(problem -> !problem.isEmpty());
    }

    /** The same finding with what reading everything brought to light. */
    Finding with(List<Failure> found) {
        return new Finding(
                id,
                missing,
                resources,
                sources,
                found.stream().map(ExitCodes::sentence).toList());
    }

    /** What a deep check does not let pass, each as a sentence. */
    Stream<String> defects() {
        return Stream.concat(
                missing.keySet().stream().map(lost -> "%s, to which %s refers, is not there".formatted(lost, id)),
                faults.stream());
    }

    String missingWritten() {
        return missing.entrySet().stream()
                .map(one -> "%s[%s]"
                        .formatted(
                                one.getKey(),
                                VersionNode.written(
                                        one.getValue().subList(0, one.getValue().size() - 1))))
                .collect(Collectors.joining(", "));
    }

    String nonLocal() {
        return written("RSC", resources) + written("SRC", sources);
    }

    private static String written(String kind, List<Identity> elements) {
        return elements.isEmpty()
                ? ""
                : elements.stream().map(Identity::toString).collect(Collectors.joining(",", kind + "(", ")"));
    }

    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("componentVersion", id.toString());
        if (!missing.isEmpty()) {
            ObjectNode all = document.putObject("missing");
            missing.forEach((name, path) -> {
                ArrayNode way = all.putArray(name);
                path.forEach(step -> way.add(step.toString()));
            });
        }
        put(document, "resources", resources);
        put(document, "sources", sources);
        if (!faults.isEmpty()) {
            ArrayNode damaged = document.putArray("damaged");
            faults.forEach(damaged::add);
        }
        return document.put("status", status());
    }

    private static void put(ObjectNode document, String name, List<Identity> elements) {
        if (!elements.isEmpty()) {
            ArrayNode list = document.putArray(name);
            elements.forEach(identity -> identity.attributes().forEach(list.addObject()::put));
        }
    }
}
