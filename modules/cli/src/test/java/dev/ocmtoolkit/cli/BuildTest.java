// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux/amd64",
        "Linux, aarch64, linux/arm64",
        "Mac OS X, x86_64, darwin/amd64",
        "Windows 11, amd64, windows/amd64",
    })
    void platformIsSpeltAsRegistriesSpellIt(String system, String machine, String platform) {
        assertThat(Build.platform(system, machine)).isEqualTo(platform);
    }

    @Test
    void aReleaseHasNoPrerelease() {
        assertThat(new Build("1.2.3", "unknown", "unknown", "2026-01-01T00:00:00Z").line())
                .startsWith("{\"Major\":\"1\", \"Minor\":\"2\", \"Patch\":\"3\", \"PreRelease\":\"\", ")
                .contains("\"GitVersion\":\"1.2.3\"");
    }

    @Test
    void everythingAfterTheFirstDashIsThePrerelease() {
        assertThat(new Build("0.1.0-rc-1", "unknown", "unknown", "2026-01-01T00:00:00Z").line())
                .contains("\"Patch\":\"0\", \"PreRelease\":\"rc-1\"");
    }
}
