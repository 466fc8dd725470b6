// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Scheme, host and port of a server, normalised: equal addresses are the same origin (RFC 6454, section 4).
 *
 * @param scheme {@code https} or {@code http}
 * @param host the name or IP address in lower case; IPv6 without brackets
 * @param port the port, explicit also where it is the scheme's own
 */
public record Address(String scheme, String host, int port) {

    /**
     * Reads the address of a registry.
     *
     * @param scheme {@code https} or {@code http}
     * @param hostPort a host, with {@code :port} if it is not the scheme's own
     * @return the address
     * @throws Failure INVALID when it is malformed, UNSUPPORTED for another scheme
     */
    public static Address parse(String scheme, String hostPort) {
        try {
            URI uri = new URI(scheme + "://" + hostPort);
            if (uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return of(uri);
            }
        } catch (URISyntaxException e) {
            // Said below, without the text of the exception, which repeats the input.
        }
        throw new Failure(
                Failure.Kind.INVALID,
                "\"%s\" is no registry address: host or host:port is needed".formatted(Text.printable(hostPort)));
    }

    /**
     * The address of the server that a URI names.
     *
     * @param uri an absolute URI
     * @return its address
     * @throws Failure INVALID when it has no host or holds credentials, UNSUPPORTED when it is not http or https
     */
    public static Address of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    "addresses with \"%s\" are not supported: use https or http".formatted(Text.printable(scheme)));
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new Failure(
                    Failure.Kind.INVALID, "an address of scheme %s has no host, or has credentials".formatted(scheme));
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(scheme);
        if (port < 1 || port > 65_535) {
            throw new Failure(Failure.Kind.INVALID, "%s has the port %d, which cannot be".formatted(host, port));
        }
        return new Address(scheme, host, port);
    }

    /** {@return whether connections to it are encrypted} */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** {@return host and, where it is not the scheme's own, port: as it stands in messages and in {@code Host}} */
    public String hostPort() {
        return port == defaultPort(scheme) ? bracketed() : bracketed() + ":" + port;
    }

    /** {@return {@code scheme://host:port}} */
    @Override
    public String toString() {
        return scheme + "://" + bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
