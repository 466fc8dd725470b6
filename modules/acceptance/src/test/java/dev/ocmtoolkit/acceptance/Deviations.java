// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ours does otherwise than a recording, on purpose, from the file {@code ours} beside it. Each line of that is one
 * deviation and its reason:
 *
 * <pre>
 * skip 03: WHY                      the line is not run
 * stdout 01: WHY                    it prints what ours-01.stdout says
 * exit 01 3: WHY                    it ends with exit code 3
 * warns 01 HOST:PORT: WHY           it warns of plain HTTP to these registries only, with a comma between; -: to none
 * nothing 01: WHY                   after the last line the target registry holds nothing that a tag leads to
 * </pre>
 *
 * @param folder the case's folder
 * @param all the deviations
 */
record Deviations(Path folder, List<Deviation> all) {
    /** The kinds of deviations, and what a page for users calls them; in the order of that. */
    static final Map<String, String> KINDS = kinds();

    private static final Pattern LINE =
            Pattern.compile("(%s) (\\d\\d)(?: (\\S+))?: (.{10,})".formatted(String.join("|", KINDS.keySet())));

    /**
     * One deviation.
     *
     * @param kind one of {@link #KINDS}
     * @param line the number of the command line
     * @param value what is so instead, where that is a word
     * @param why the reason
     */
    record Deviation(String kind, int line, String value, String why) {}

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("skip", "What is not done");
        kinds.put("exit", "Exit codes");
        kinds.put("nothing", "Content");
        kinds.put("stdout", "Output");
        kinds.put("warns", "Warnings");
        return Collections.unmodifiableMap(kinds);
    }

    static Deviations read(Path folder) throws IOException {
        List<Deviation> all = new ArrayList<>();
        Path file = folder.resolve("ours");
        for (String text : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                throw new AssertionError("%s has a line that says nothing: %s".formatted(file, text));
            }
            all.add(new Deviation(
                    line.group(1),
                    Integer.parseInt(line.group(2)),
                    Optional.ofNullable(line.group(3)).orElse(""),
                    line.group(4)));
        }
        return new Deviations(folder, all);
    }

    boolean skips(int line) {
        return find("skip", line).isPresent();
    }

    Optional<Path> stdout(int line) {
        return find("stdout", line).map(value -> folder.resolve("ours-%02d.stdout".formatted(line)));
    }

    Optional<Integer> exitCode(int line) {
        return find("exit", line).map(Integer::valueOf);
    }

    Optional<Set<String>> warns(int line) {
        return find("warns", line).map(value -> value.equals("-") ? Set.of() : Set.of(value.split(",")));
    }

    boolean leaveNothing() {
        return all.stream().anyMatch(deviation -> deviation.kind().equals("nothing"));
    }

    private Optional<String> find(String kind, int line) {
        return all.stream()
                .filter(deviation -> deviation.kind().equals(kind) && deviation.line() == line)
                .map(Deviation::value)
                .findFirst();
    }
}
