// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The page that tells users what differs from version 1 of the OCM tools says what the recordings' {@code ours} files say, and nothing else. */
class CompatibilityPageTest {
    private static final String BEGIN =
            "<!-- From here on a test compares this page with the lines of the recordings. -->\n";

    @Test
    void thePageSaysWhatTheRecordingsSay() throws Exception {
        Path page = Path.of(System.getProperty("project.root"), "docs", "compatibility.md");
        String text = Files.readString(page);
        assertThat(text.substring(text.indexOf(BEGIN) + BEGIN.length()))
                .as("docs/compatibility.md below its mark; what is expected can be pasted there")
                .isEqualTo(differences(GoldenIT.cases()));
    }

    private static String differences(List<GoldenCase> cases) {
        StringBuilder text = new StringBuilder();
        Set<String> told = new HashSet<>();
        Deviations.KINDS.forEach((kind, title) -> {
            Map<String, Set<String>> reasons = new TreeMap<>(reasons(kind, cases));
            reasons.keySet().removeAll(told);
            told.addAll(reasons.keySet());
            if (!reasons.isEmpty()) {
                text.append("\n## %s\n".formatted(title));
                reasons.forEach(
                        (why, commands) -> text.append("\n- %s: %s.".formatted(String.join(", ", commands), why)));
                text.append("\n");
            }
        });
        return text.toString();
    }

    private static Map<String, Set<String>> reasons(String kind, List<GoldenCase> cases) {
        Map<String, Set<String>> reasons = new HashMap<>();
        for (GoldenCase golden : cases) {
            for (Deviations.Deviation deviation : golden.ours().all()) {
                if (deviation.kind().equals(kind)) {
                    reasons.computeIfAbsent(deviation.why(), why -> new TreeSet<>())
                            .add(words(golden.commands().get(deviation.line())));
                }
            }
        }
        return reasons;
    }

    /** The words of a command line that say what it does: not what it is applied to in the recording. */
    private static String words(String command) {
        StringBuilder words = new StringBuilder();
        int index = 0;
        for (String word : command.split(" ", -1)) {
            boolean applied = word.contains("/") || word.contains(".") || word.matches("ctf\\d?|o\\d");
            words.append(applied && index > 2 ? "" : " " + word);
            index++;
        }
        return "`" + words.toString().strip() + "`";
    }
}
