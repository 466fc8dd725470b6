// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import java.util.Locale;
import java.util.Set;

/**
 * A server as configurations spell it: {@code ghcr.io}, {@code ghcr.io/acme}, {@code https://index.docker.io/v1/},
 * {@code [::1]:5000}.
 *
 * @param scheme {@code https} or {@code http}, empty where none is given
 * @param host its name or address in lower case; {@code docker.io} for all names of Docker Hub
 * @param port its port, empty where none is given
 * @param path the path below it without slashes at its ends, empty where there is none
 */
record ServerAddress(String scheme, String host, String port, String path) {
    private static final Set<String> DOCKER_HUB = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");
    private static final Set<String> API_ROOTS = Set.of("v1", "v2");

    static ServerAddress parse(String text) {
        int scheme = text.indexOf("://");
        String rest = scheme < 0 ? text : text.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : trimSlashes(rest.substring(slash));
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return new ServerAddress(
                scheme < 0 ? "" : text.substring(0, scheme).toLowerCase(Locale.ROOT),
                canonicalHost(hasPort ? authority.substring(0, colon) : authority),
                hasPort ? authority.substring(colon + 1) : "",
                API_ROOTS.contains(path) ? "" : path);
    }

    static String canonicalHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return DOCKER_HUB.contains(lower) ? "docker.io" : lower;
    }

    static String trimSlashes(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    /** Whether a path is another one or lies below it, by whole segments. */
    static boolean isBelow(String path, String prefix) {
        return prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
