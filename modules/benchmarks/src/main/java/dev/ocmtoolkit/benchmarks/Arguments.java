// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings of a benchmark, given as {@code name=value}. */
final class Arguments {
    private final Map<String, String> given = new HashMap<>();

    Arguments(String[] args, String... known) {
        for (String arg : args) {
            int at = arg.indexOf('=');
            String name = at < 0 ? arg : arg.substring(0, at);
            if (at < 0 || !List.of(known).contains(name)) {
                throw new IllegalArgumentException("\"%s\" is no setting; there are %s, each with =VALUE"
                        .formatted(arg, String.join(", ", known)));
            }
            given.put(name, arg.substring(at + 1));
        }
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(given.getOrDefault(name, String.valueOf(otherwise)));
    }
}
