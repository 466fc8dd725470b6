// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of ARCHITECTURE.md that says which package may import what: {@code | package | is | imports |}.
 *
 * @param rows for each package of ours, as the table names it, what its row lets it import
 */
record ImportTable(Map<String, Set<String>> rows) {
    /** What the words of the table that are no packages of ours stand for. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "HTTP client", List.of("org.apache.hc"),
            "commons-compress", List.of("org.apache.commons.compress"),
            "YAML", List.of("org.yaml.snakeyaml"),
            "RE2/J", List.of("com.google.re2j"),
            "picocli", List.of("picocli"),
            "JOSDK", List.of("io.javaoperatorsdk"),
            "Micrometer", List.of("io.micrometer"),
            "fabric8", List.of("io.fabric8"));

    /** What every package may import: the JDK, SLF4J, JSpecify, and Jackson for JSON. */
    private static final List<String> EVERYWHERE =
            List.of("java", "javax", "com.sun.net.httpserver", "org.slf4j", "org.jspecify", "com.fasterxml.jackson");

    static ImportTable read(Path markdown) throws IOException {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(markdown)) {
            lines.filter(line -> line.startsWith("| `"))
                    .map(line -> line.split("\\|", -1))
                    .forEach(cells -> rows.put(
                            cells[1].replace('`', ' ').strip(),
                            Stream.of(cells[3].split(","))
                                    .map(word -> word.replace('`', ' ').strip())
                                    .filter(word -> !word.equals("-"))
                                    .collect(Collectors.toSet())));
        }
        return new ImportTable(rows);
    }

    /**
     * Whether a class of one package may use a class of another.
     *
     * @param from a package as the table names it
     * @param to a whole package name
     */
    boolean allows(String from, String to) {
        return to.isEmpty()
                || Stream.concat(EVERYWHERE.stream(), prefixes(from)).anyMatch(prefix -> isIn(to, prefix))
                || to.equals(ArchitectureTest.ROOT + from)
                || rows.getOrDefault(from, Set.of()).stream().anyMatch(word -> to.equals(ArchitectureTest.ROOT + word));
    }

    private Stream<String> prefixes(String from) {
        return rows.getOrDefault(from, Set.of()).stream()
                .flatMap(word -> word.endsWith(".*")
                        ? Stream.of(ArchitectureTest.ROOT + word.substring(0, word.length() - 2))
                        : LIBRARIES.getOrDefault(word, List.of()).stream());
    }

    private static boolean isIn(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
}
