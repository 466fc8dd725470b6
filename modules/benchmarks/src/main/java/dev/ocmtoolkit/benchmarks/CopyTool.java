// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that copies images, and the words that make it do so over plain HTTP. */
enum CopyTool {
    OURS("ocm"),
    CRANE("crane"),
    ORAS("oras"),
    REGCTL("regctl"),
    SKOPEO("skopeo");

    private final String program;

    CopyTool(String program) {
        this.program = program;
    }

    /** Those that are on PATH, ours first; which are missing is said. */
    static List<CopyTool> present() {
        return Stream.of(values())
                .filter(tool -> tool == OURS || Machine.find(tool.program).isPresent())
                .toList();
    }

    String program() {
        return program;
    }

    /** The words to copy one tag; nothing but it, as far as the tool can be told. */
    List<String> one(String from, String to) {
        return switch (this) {
            case OURS -> List.of(Machine.ocm(), "oci", "copy", "--no-referrers", "http://" + from, "http://" + to);
            case CRANE -> List.of(program, "copy", from, to);
            case ORAS -> List.of(program, "copy", "--from-plain-http", "--to-plain-http", from, to);
            case REGCTL -> {
                List<String> words = new ArrayList<>(List.of(program, "image", "copy"));
                Stream.of(from, to).map(CopyTool::host).distinct().forEach(host -> {
                    words.add("--host");
                    words.add("reg=%s,tls=disabled".formatted(host));
                });
                words.addAll(List.of(from, to));
                yield words;
            }
            case SKOPEO ->
                List.of(
                        program,
                        "copy",
                        "--quiet",
                        "--all",
                        "--preserve-digests",
                        "--src-tls-verify=false",
                        "--dest-tls-verify=false",
                        "docker://" + from,
                        "docker://" + to);
        };
    }

    /** The words to copy all tags of a repository, where the tool can. */
    Optional<List<String>> all(String from, String to) {
        return switch (this) {
            case OURS ->
                Optional.of(List.of(
                        Machine.ocm(),
                        "oci",
                        "copy",
                        "--all-tags",
                        "--no-referrers",
                        "http://" + from,
                        "http://" + to));
            case CRANE -> Optional.of(List.of(program, "copy", "--all-tags", from, to));
            case ORAS, REGCTL, SKOPEO -> Optional.empty();
        };
    }

    private static String host(String reference) {
        return reference.substring(0, reference.indexOf('/'));
    }
}
