// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables were made with github.com/Masterminds/semver/v3, the one for 3.4 with 3.5.0, the one for 3.3 with 3.3.1. */
class ConstraintTest {

    @ParameterizedTest
    @CsvSource({"constraints.txt, SEMVER_3_4", "constraints-3.3.txt, SEMVER_3_3"})
    void admitsWhatTheGoLibraryAdmits(String table, Constraint.Reading reading) throws IOException {
        List<String> rows = VersionTest.table(table);
        List<Version> versions = Stream.of(rows.getFirst().split(" "))
                .map(text -> Version.parse(text).orElseThrow())
                .toList();
        for (String row : rows.subList(1, rows.size())) {
            int bar = row.lastIndexOf('|');
            String text = VersionTest.unquoted(row.substring(0, bar));
            assertThat(answers(Constraint.parse(text, reading), versions))
                    .as(text)
                    .isEqualTo(row.substring(bar + 1));
        }
    }

    private static String answers(Optional<Constraint> constraint, List<Version> versions) {
        if (constraint.isEmpty()) {
            return "-";
        }
        StringBuilder answers = new StringBuilder();
        versions.forEach(v -> answers.append(constraint.get().admits(v) ? 'y' : 'n'));
        return answers.toString();
    }

    @Test
    void isReadInLinearTime() {
        String spaces = "1  ".repeat(160) + "!";
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Constraint.parse(spaces)).isEmpty());
    }

    @Test
    void isAValue() {
        assertThat(Constraint.parse(">=1"))
                .isEqualTo(Constraint.parse(">=1"))
                .isNotEqualTo(Constraint.parse(">= 1"))
                .isNotEqualTo(Constraint.parse(">=1", Constraint.Reading.SEMVER_3_3));
    }
}
