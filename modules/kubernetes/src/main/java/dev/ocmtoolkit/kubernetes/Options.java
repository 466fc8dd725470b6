// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.oci.Failure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the program is told, in the words of the Go manager that it takes the place of, and in the form of Go's package {@code flag}: one or
 * two hyphens, {@code =} or a space before a value, none for a switch.
 *
 * @param healthProbeAddress where probes are answered, such as {@code :8081}; empty: nowhere
 * @param metricsAddress where metrics are served; empty: nowhere
 * @param leaderElect whether several processes agree on one that works
 * @param leaseNamespace the namespace in which they do; empty: that of the pod
 * @param kubeconfig the file that says where the cluster is; empty: as kubectl finds it
 * @param archiveDirectory the directory with the archives that objects may name; empty: they may name none
 * @param logLevel the least important level that is logged
 */
record Options(
        Optional<String> healthProbeAddress,
        Optional<String> metricsAddress,
        boolean leaderElect,
        Optional<String> leaseNamespace,
        Optional<String> kubeconfig,
        Optional<String> archiveDirectory,
        String logLevel) {
    private static final String HEALTH = "health-probe-bind-address";
    private static final String METRICS = "metrics-bind-address";
    private static final String METRICS_SECURE = "metrics-secure";
    private static final String LEADER = "leader-elect";
    private static final String LEASE_NAMESPACE = "leader-election-namespace";
    private static final String KUBECONFIG = "kubeconfig";
    private static final String ARCHIVES = "archive-directory";
    private static final String LEVEL = "zap-log-level";

    private static final Set<String> SWITCHES = Set.of(LEADER, METRICS_SECURE, "enable-http2", "zap-devel");
    /** Switches and values of the Go managers that mean nothing here: manifests that name them go on working. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "enable-http2",
            "events-addr",
            "zap-devel",
            "zap-encoder",
            "zap-stacktrace-level",
            "zap-time-encoding",
            "deployer-download-cache-size",
            "deployer-download-max-resource-size",
            "ocm-context-cache-size",
            "ocm-session-cache-size",
            "resource-controller-concurrency",
            "replication-controller-concurrency",
            "resolver-worker-count",
            "resolver-worker-queue-length",
            "resolver-subscriber-buffer-size",
            "resolver-cache-ttl");

    private static final Set<String> WITH_MEANING =
            Set.of(HEALTH, METRICS, METRICS_SECURE, LEADER, LEASE_NAMESPACE, KUBECONFIG, ARCHIVES, LEVEL);

    /**
     * Reads the words of the command line.
     *
     * @param words the words
     * @return what they say
     * @throws Failure INVALID for a word that nobody knows
     */
    static Options of(List<String> words) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                throw invalid("%s is no flag".formatted(word));
            }
            String[] parts = word.substring(word.startsWith("--") ? 2 : 1).split("=", 2);
            String name = parts[0];
            if (!WITH_MEANING.contains(name) && !WITHOUT_MEANING.contains(name)) {
                throw invalid("there is no flag --%s".formatted(name));
            }
            if (parts.length == 2) {
                given.put(name, parts[1]);
            } else if (SWITCHES.contains(name)) {
                given.put(name, "true");
            } else if (i + 1 < words.size()) {
                given.put(name, words.get(++i));
            } else {
                throw invalid("flag --%s needs a value".formatted(name));
            }
        }
        Optional<String> metrics = address(given.getOrDefault(METRICS, "0"));
        if (metrics.isPresent() && isOn(given, METRICS_SECURE)) {
            throw invalid("metrics are not served over TLS")
                    .hint("leave --%s out, and let a network policy say who reads them".formatted(METRICS_SECURE));
        }
        return new Options(
                address(given.getOrDefault(HEALTH, ":8081")),
                metrics,
                isOn(given, LEADER),
                value(given, LEASE_NAMESPACE),
                value(given, KUBECONFIG),
                value(given, ARCHIVES),
                level(given.getOrDefault(LEVEL, "info")));
    }

    private static Optional<String> address(String given) {
        return Optional.of(given).filter(value -> !value.isEmpty() && !value.equals("0"));
    }

    private static boolean isOn(Map<String, String> given, String name) {
        String value = given.getOrDefault(name, "false");
        return switch (value) {
            case "true", "t", "T", "TRUE", "True", "1" -> true;
            case "false", "f", "F", "FALSE", "False", "0" -> false;
            default -> throw invalid("--%s is true or false, not %s".formatted(name, value));
        };
    }

    private static Optional<String> value(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).filter(value -> !value.isEmpty());
    }

    private static String level(String given) {
        return switch (given) {
            case "debug", "info", "error" -> given;
            case "panic" -> "error";
            default -> {
                if (!given.matches("[0-9]{1,3}")) {
                    throw invalid("--zap-log-level is debug, info, error, panic or a number, not %s".formatted(given));
                }
                yield "debug";
            }
        };
    }

    private static Failure invalid(String sentence) {
        return new Failure(Failure.Kind.INVALID, sentence);
    }
}
