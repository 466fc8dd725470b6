// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void areUsualWhereNothingIsSaid() {
        assertThat(Options.of(List.of()))
                .isEqualTo(new Options(
                        Optional.of(":8081"),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "info"));
    }

    @Test
    void areReadAsGoReadsThem() {
        Options options = Options.of(List.of(
                "-health-probe-bind-address",
                "0",
                "--leader-elect",
                "--leader-election-namespace=ns",
                "--kubeconfig",
                "file",
                "--archive-directory=dir",
                "--zap-log-level=4"));

        assertThat(options)
                .isEqualTo(new Options(
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.of("ns"),
                        Optional.of("file"),
                        Optional.of("dir"),
                        "debug"));
    }

    /** The arguments of the Go managers' manifests and charts. */
    @Test
    void takeThoseOfTheGoManagers() {
        Options options = Options.of(List.of(
                "--health-probe-bind-address=:8081",
                "--zap-log-level=4",
                "--metrics-bind-address=:8080",
                "--metrics-secure=false",
                "--enable-http2",
                "--zap-devel",
                "--events-addr=http://notification-controller/",
                "--replication-controller-concurrency=4",
                "--resolver-worker-count",
                "10",
                "--leader-elect=false"));

        assertThat(options.leaderElect()).isFalse();
        assertThat(options.metricsAddress()).contains(":8080");
    }

    @Test
    void refuseToPretendThatMetricsAreSecret() {
        assertThatThrownBy(() -> Options.of(List.of("--metrics-bind-address=:8443", "--metrics-secure")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("metrics are not served over TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"word", "--unheard-of", "--leader-elect=maybe", "--kubeconfig", "--zap-log-level=loud"})
    void refuseWhatNobodyKnows(String word) {
        assertThatThrownBy(() -> Options.of(List.of(word)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(word.replaceFirst("^-*([^=]*).*$", "$1"));
    }
}
