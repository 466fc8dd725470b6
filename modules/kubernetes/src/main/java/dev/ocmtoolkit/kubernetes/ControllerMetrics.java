// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.transfers.EndedTransfer;
import dev.ocmtoolkit.oci.Failure;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;

/**
 * What a host counts, one by one in {@code docs/operations.md}: the turns, by the SDK, and the transfers. Nothing is told of single objects,
 * of which there may be many. Thread-safe.
 */
public final class ControllerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Metrics turns = MicrometerMetricsV2.newBuilder(registry).build();
    private final Counter bytes = Counter.builder("ocm.transferred.bytes")
            .description("Bytes of content that went to targets")
            .register(registry);
    private final Timer seconds = Timer.builder("ocm.transfer.duration")
            .description("Time that transfers were under way")
            .serviceLevelObjectives(
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10))
            .register(registry);

    /** What the SDK tells of turns. */
    Metrics turns() {
        return turns;
    }

    void transferred(EndedTransfer ended) {
        Counter.builder("ocm.transfers")
                .description("Transfers that ended")
                .tag("result", result(ended))
                .register(registry)
                .increment();
        bytes.increment((double) ended.sent());
        seconds.record(ended.took());
        for (Failure failure : ended.failures()) {
            Counter.builder("ocm.transfer.failures")
                    .description("Component versions that could not be transferred")
                    .tag("reason", word(failure.kind()))
                    .tag("side", word(failure.side()))
                    .register(registry)
                    .increment();
        }
    }

    private static String result(EndedTransfer ended) {
        if (!ended.failures().isEmpty()) {
            return "failed";
        }
        return ended.moved() ? "moved" : "unchanged";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** From now on it is told how far Replications are behind. */
    void follow(ReplicationLag lag) {
        Gauge.builder("ocm.replications.behind", lag, behind -> behind.now().count())
                .description("Replications whose target does not have what their Component has")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "ocm.replication.lag.seconds",
                        lag,
                        behind -> behind.now().longest().toMillis() / 1000.0)
                .description("For how long the first of them has been so")
                .strongReference(true)
                .register(registry);
    }

    /** All of it in the text format of Prometheus. */
    String text() {
        return registry.scrape();
    }
}
