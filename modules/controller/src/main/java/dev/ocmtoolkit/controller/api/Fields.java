// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.core.GoDuration;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an object in a manifest, read with messages that name the field.
 *
 * @param json the object
 * @param where its path, such as {@code spec.componentRef}
 */
record Fields(JsonNode json, String where) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    /**
     * These fields, of which there may be no others: what is spelled wrongly would else count as not said. Kubernetes' own client refuses
     * them too.
     */
    Fields only(String... names) {
        List<String> known = List.of(names);
        for (String name : (Iterable<String>) json::fieldNames) {
            if (!known.contains(name)) {
                throw new Failure(Failure.Kind.INVALID, "%s has no field \"%s\"".formatted(where, Text.printable(name)))
                        .hint(NearMiss.of(name, known)
                                .map(near -> "%s may be meant".formatted(near))
                                .orElseGet(() -> "its fields are " + String.join(", ", known)));
            }
        }
        return this;
    }

    /** A text that may be missing; empty counts as missing. */
    Optional<String> text(String name) {
        JsonNode value = json.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(name, "is no text: put it in quotes");
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> invalid(name, "is missing"));
    }

    /** A version. Without quotes, 1.10 would be a number and so 1.1. */
    String requiredVersion(String name) {
        JsonNode value = json.path(name);
        if (value.isNumber()) {
            throw invalid(name, "is a number: put it in quotes");
        }
        return required(name);
    }

    /** An interval that may be missing: none, or one that leaves registries in peace. */
    Optional<Duration> interval() {
        Optional<Duration> interval = text("interval").map(text -> GoDuration.parse(text, where + ".interval"));
        if (interval.filter(Duration::isNegative).isPresent()) {
            throw invalid("interval", "is negative");
        }
        if (interval.filter(some -> some.isPositive() && some.compareTo(SHORTEST_INTERVAL) < 0)
                .isPresent()) {
            throw invalid("interval", "is shorter than " + GoDuration.format(SHORTEST_INTERVAL));
        }
        return interval;
    }

    /** The names of the signatures that have to be verified. */
    List<String> signatures() {
        return objects("verify").stream()
                .map(entry -> entry.only("signature", "secretRef", "value").required("signature"))
                .toList();
    }

    Duration requiredInterval() {
        return interval().orElseThrow(() -> invalid("interval", "is missing"));
    }

    /** Refuses what is neither true nor false, and would count as false. */
    Fields requireFlag(String name) {
        JsonNode value = json.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw invalid(name, "is neither true nor false");
        }
        return this;
    }

    int number(String name, int otherwise, int least, int most) {
        JsonNode value = json.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < least
                || value.intValue() > most) {
            throw invalid(name, "is no whole number from %d to %d".formatted(least, most));
        }
        return value.intValue();
    }

    Fields object(String name) {
        JsonNode value = json.path(name);
        if (isAbsent(value)) {
            throw invalid(name, "is missing");
        }
        if (!value.isObject()) {
            throw invalid(name, "is no object");
        }
        return new Fields(value, where + "." + name);
    }

    List<Fields> objects(String name) {
        JsonNode value = json.path(name);
        if (isAbsent(value)) {
            return List.of();
        }
        if (!value.isArray()) {
            throw invalid(name, "is no list");
        }
        List<Fields> all = new ArrayList<>();
        for (JsonNode one : value) {
            String path = "%s.%s[%d]".formatted(where, name, all.size());
            if (!one.isObject()) {
                throw new Failure(Failure.Kind.INVALID, path + " is no object");
            }
            all.add(new Fields(one, path));
        }
        return all;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    Failure invalid(String name, String problem) {
        return new Failure(Failure.Kind.INVALID, "%s.%s %s".formatted(where, name, problem));
    }
}
