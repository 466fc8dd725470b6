// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Packs a directory with a Helm chart as {@code helm package} does: {@code Chart.yaml} first, files only, and without what {@code
 * .helmignore} says. The times are those of the files, so that the same directory gives the same bytes.
 */
final class ChartDirectory {
    private static final String CHART = "Chart.yaml";
    private static final String IGNORE = ".helmignore";
    private static final int DEPTH = 100;

    private final Path root;
    private final String owner;
    private final List<Rule> rules = new ArrayList<>();

    /** A line of {@code .helmignore}. */
    private record Rule(PathMatcher matcher, boolean negated, boolean directoriesOnly, boolean onName) {
        boolean ignores(Path path, boolean directory) {
            boolean matches = matcher.matches(onName ? path.getFileName() : path);
            if (negated) {
                return (directoriesOnly && !directory) || !matches;
            }
            return matches && (!directoriesOnly || directory);
        }
    }

    private ChartDirectory(Path root, String owner) throws IOException {
        this.root = root;
        this.owner = owner;
        Path ignore = root.resolve(IGNORE);
        if (Files.isRegularFile(ignore)) {
            Files.readAllLines(ignore).forEach(this::rule);
        }
        rule("templates/.?*");
    }

    static byte[] pack(Path root, String owner) throws IOException {
        if (!Files.isRegularFile(root.resolve(CHART))) {
            throw HelmChart.invalid(root.toString(), owner, "has no " + CHART);
        }
        return new ChartDirectory(root, owner).pack();
    }

    private void rule(String line) {
        String rule = line.replace("\uFEFF", "").strip();
        if (rule.isEmpty() || rule.startsWith("#")) {
            return;
        }
        boolean negated = rule.startsWith("!");
        String pattern = negated ? rule.substring(1) : rule;
        boolean directoriesOnly = pattern.endsWith("/");
        pattern = directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
        boolean onName = !pattern.contains("/");
        pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        try {
            if (pattern.contains("**")) {
                throw new PatternSyntaxException("** is not allowed", pattern, 0);
            }
            rules.add(new Rule(
                    FileSystems.getDefault().getPathMatcher("glob:" + pattern), negated, directoriesOnly, onName));
        } catch (PatternSyntaxException e) {
            throw HelmChart.invalid(
                    root.toString(),
                    owner,
                    "has a %s with \"%s\", which is no pattern".formatted(IGNORE, Text.printable(rule)));
        }
    }

    private boolean isIgnored(Path path) {
        for (int i = 1; i <= path.getNameCount(); i++) {
            Path part = path.subpath(0, i);
            boolean directory = i < path.getNameCount() || Files.isDirectory(root.resolve(part));
            if (rules.stream().anyMatch(rule -> rule.ignores(part, directory))) {
                return true;
            }
        }
        return false;
    }

    private byte[] pack() throws IOException {
        String name = Yaml.read(Files.readAllBytes(root.resolve(CHART)), CHART, HelmChart.LIMIT)
                .path("name")
                .asText();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(out))) {
            add(tar, name, Path.of(CHART));
            for (Path file : files()) {
                add(tar, name, file);
                if (out.size() > HelmChart.LIMIT) {
                    throw HelmChart.invalid(
                            root.toString(), owner, "has more than %d bytes".formatted(HelmChart.LIMIT));
                }
            }
        }
        return out.toByteArray();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(path -> !path.equals(Path.of(CHART)) && !isIgnored(path))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(TarWriter tar, String chart, Path file) throws IOException {
        Path path = root.resolve(file);
        long size = Files.size(path);
        if (size > HelmChart.LIMIT) {
            throw new Failure(Failure.Kind.INVALID, "%s is larger than %d bytes".formatted(path, HelmChart.LIMIT));
        }
        long seconds = Files.getLastModifiedTime(path).toMillis() / 1000;
        tar.begin(new TarWriter.Entry(chart + "/" + file, '0', 0644, size, seconds, TarWriter.Owner.NONE, ""));
        FileContent.copy(path, size, tar::write);
    }
}
