// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Through which proxy a server is reached, as curl and Go's programs read it from the environment. */
final class Proxies {
    private final Map<String, String> environment;
    private final List<String> exceptions;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.exceptions = Arrays.stream(variable("NO_PROXY").split(",", -1))
                .map(entry -> entry.trim().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * A proxy.
     *
     * @param host its host
     * @param port its port
     * @param authorization what it wants as {@code Proxy-Authorization}, if anything
     */
    record Proxy(String host, int port, Optional<String> authorization) {
        @Override
        public String toString() {
            return "Proxy[" + host + ":" + port + "]";
        }
    }

    Optional<Proxy> forServer(Address server) {
        String variable = server.isSecure() ? "HTTPS_PROXY" : "HTTP_PROXY";
        String value = variable(variable);
        if (value.isEmpty() || isLoopback(server.host()) || exceptions.stream().anyMatch(e -> matches(e, server))) {
            return Optional.empty();
        }
        return Optional.of(parse(value, variable));
    }

    private String variable(String name) {
        String upper = environment.getOrDefault(name, "");
        return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
    }

    /** The value is never repeated in a message: it may hold a password. */
    private static Proxy parse(String value, String variable) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (!"http".equalsIgnoreCase(uri.getScheme())) {
                throw new Failure(
                        Failure.Kind.UNSUPPORTED, "%s names a proxy that is no http:// proxy".formatted(variable));
            }
            if (uri.getHost() != null) {
                Optional<String> authorization = Optional.ofNullable(uri.getRawUserInfo())
                        .map(user -> URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8))
                        .map(user ->
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
                return new Proxy(uri.getHost(), uri.getPort() > 0 ? uri.getPort() : 80, authorization);
            }
        } catch (URISyntaxException e) {
            // Said below, without the text of the exception, which repeats the value.
        }
        throw new Failure(Failure.Kind.INVALID, "%s is no proxy address".formatted(variable));
    }

    private static boolean matches(String entry, Address server) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return isInNetwork(entry.substring(0, slash), entry.substring(slash + 1), server.host());
        }
        String host = entry;
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (hasPort) {
            if (!entry.substring(colon + 1).equals(String.valueOf(server.port()))) {
                return false;
            }
            host = entry.substring(0, colon);
        }
        host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        host = host.startsWith("*.") ? host.substring(1) : host;
        return host.startsWith(".")
                ? server.host().endsWith(host)
                : server.host().equals(host) || server.host().endsWith("." + host);
    }

    private static boolean isInNetwork(String network, String prefix, String host) {
        Optional<byte[]> base = ip(network);
        Optional<byte[]> address = ip(host);
        if (base.isEmpty()
                || address.isEmpty()
                || base.get().length != address.get().length
                || !prefix.matches("[0-9]{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(prefix);
        for (int i = 0; i < base.get().length; i++) {
            int mask = 0xff & ~(0xff >> Math.clamp(bits - 8L * i, 0, 8));
            if (((base.get()[i] ^ address.get()[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || ip(host).map(bytes -> bytes.length == 4 ? bytes[0] == 127 : isSixLoopback(bytes))
                        .orElse(false);
    }

    private static boolean isSixLoopback(byte[] bytes) {
        return Arrays.equals(bytes, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    }

    /** The bytes of a literal address; names are not looked up. */
    private static Optional<byte[]> ip(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
