// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses among the servers of a Docker configuration the one that fits a repository best: the same port before none, then
 * the longest path.
 *
 * <p>A key without a port stands for all ports of its host, as in the Go tools; one with a port for that port only. What was
 * stored for {@code https://} is never handed out to plain {@code http}.
 *
 * @param request where the repository is
 * @param scheme {@code https} or {@code http}, for the port that needs no naming
 */
record ServerKeys(ServerAddress request, String scheme) {

    Optional<String> best(Set<String> keys) {
        return keys.stream()
                .filter(key -> fits(ServerAddress.parse(key)))
                .max(Comparator.comparing((String key) -> isSamePort(ServerAddress.parse(key)))
                        .thenComparingInt(key -> ServerAddress.parse(key).path().length())
                        .thenComparing(Comparator.reverseOrder()));
    }

    private boolean fits(ServerAddress key) {
        return key.host().equals(request.host())
                && !(key.scheme().equals("https") && scheme.equals("http"))
                && (key.port().isEmpty() || isSamePort(key))
                && ServerAddress.isBelow(request.path(), key.path());
    }

    private boolean isSamePort(ServerAddress key) {
        return port(key).equals(port(request));
    }

    private String port(ServerAddress server) {
        if (!server.port().isEmpty()) {
            return server.port();
        }
        return scheme.equals("http") ? "80" : "443";
    }
}
