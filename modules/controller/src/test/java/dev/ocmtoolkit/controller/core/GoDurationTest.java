// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "0s, 0s",
        "1ns, 1ns",
        "1us, 1µs",
        "1500us, 1.5ms",
        "100ms, 100ms",
        "30s, 30s",
        "1m, 1m0s",
        "90s, 1m30s",
        "2m0s, 2m0s",
        "10m, 10m0s",
        "1h, 1h0m0s",
        "1.5h, 1h30m0s",
        "24h, 24h0m0s",
        "60500ms, 1m0.5s",
        "-1m, -1m0s",
        "+1h1m1s, 1h1m1s",
        ".5s, 500ms",
    })
    void isWrittenAsGoDoes(String read, String written) {
        assertThat(GoDuration.format(GoDuration.parse(read, "interval"))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1d", "10min", "5", "s", "1 m", "1m ", "--1s", "9999999999h", "1e3s"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text, "interval"))
                .isInstanceOf(Failure.class)
                .hasMessage("interval \"%s\" is no duration", text);
    }

    @Test
    void aLongTextIsRefusedAtOnce() {
        assertThatThrownBy(() -> GoDuration.parse("1s".repeat(100_000), "interval"))
                .isInstanceOf(Failure.class);
    }

    @Test
    void unitsAddUp() {
        assertThat(GoDuration.parse("1h2m3s4ms5us6ns", "interval")).isEqualTo(Duration.parse("PT1H2M3.004005006S"));
    }
}
