// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Puts together the options of a command, without annotations, and reads them after parsing. */
final class Options {
    /**
     * An option of version 1 of the OCM tools that is not there.
     *
     * @param option the option
     * @param reason why, behind its name
     * @param wayOut what to do
     */
    private record Refused(OptionSpec option, String reason, String wayOut) {}

    private final CommandSpec spec;
    private final List<Refused> refused = new ArrayList<>();

    Options(CommandSpec spec) {
        this.spec = spec;
    }

    /** An option without a value. */
    OptionSpec flag(String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .arity("0")
                .type(boolean.class)
                .description(description)
                .build();
        spec.addOption(option);
        return option;
    }

    /** An option with a value. */
    OptionSpec text(String label, String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .arity("1")
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
        spec.addOption(option);
        return option;
    }

    /** An option that may be given several times. */
    OptionSpec texts(String label, String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build();
        spec.addOption(option);
        return option;
    }

    /** An option that version 1 of the OCM tools has and this program has not: help is silent about it, and who gives it is told. */
    void refuse(boolean hasValue, String reason, String wayOut, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .arity(hasValue ? "1" : "0")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .hidden(true)
                .build();
        spec.addOption(option);
        refused.add(new Refused(option, reason, wayOut));
    }

    /**
     * Sees to it that no option was given which is not there.
     *
     * @throws Failure UNSUPPORTED when one was
     */
    void requireNoneRefused() {
        for (Refused one : refused) {
            if (one.option().getValue() != null) {
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "%s %s".formatted(one.option().longestName(), one.reason()))
                        .hint(one.wayOut());
            }
        }
    }

    /** All words after the options; the label is how the usage line shows them, with what may be left out in brackets. */
    PositionalParamSpec words(String label, String arity, String description) {
        PositionalParamSpec words = PositionalParamSpec.builder()
                .index("0..*")
                .arity(arity)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build();
        spec.addPositional(words);
        return words;
    }

    static boolean isSet(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    /** The value, or the one for its absence. */
    static String value(OptionSpec text, String otherwise) {
        String value = text.getValue();
        return value == null ? otherwise : value;
    }

    static List<String> values(OptionSpec texts) {
        List<String> values = texts.getValue();
        return values == null ? List.of() : values;
    }

    /** The values, each of which may be several with commas between them. */
    static List<String> words(OptionSpec texts) {
        return values(texts).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static List<String> values(PositionalParamSpec words) {
        List<String> values = words.getValue();
        return values == null ? List.of() : values;
    }
}
