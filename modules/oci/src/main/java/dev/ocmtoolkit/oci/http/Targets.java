// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Addresses that a server's answer sends us to: {@code Location} and {@code Link}, resolved and judged. */
public final class Targets {
    private static final int LIMIT = 16 * 1024;

    private Targets() {}

    /**
     * Resolves a reference (RFC 3986, section 5) as servers write it, with characters that a URI may not have.
     *
     * @param base where the answer came from
     * @param reference absolute or relative
     * @return the target, absolute, without a fragment
     * @throws Failure INVALID when it is malformed, leaves TLS, has credentials, or leads to an address of the local link
     */
    public static URI resolve(URI base, String reference) {
        URI target = parse(base, reference);
        Address from = Address.of(base);
        Address to = Address.of(target);
        if (from.isSecure() && !to.isSecure()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s sends us from https to http at %s, which is refused".formatted(from.hostPort(), to.hostPort()));
        }
        if (isLinkLocal(to.host()) && !isLinkLocal(from.host())) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s sends us to %s, an address of the local link, which is refused"
                            .formatted(from.hostPort(), to.hostPort()));
        }
        return target;
    }

    /**
     * The next page (RFC 8288, relation {@code next}).
     *
     * @param base where the page came from
     * @param fields the {@code Link} fields
     * @return the next page's address, empty on the last page
     * @throws Failure INVALID when it is malformed or on another origin
     */
    public static Optional<URI> next(URI base, List<String> fields) {
        for (String field : fields) {
            int at = 0;
            while (at < field.length()) {
                int open = field.indexOf('<', at);
                int close = field.indexOf('>', Math.max(open, 0));
                if (open < 0 || close < 0) {
                    break;
                }
                int end = endOfParameters(field, close + 1);
                if (isNext(field.substring(close + 1, end))) {
                    return Optional.of(sameOrigin(base, field.substring(open + 1, close)));
                }
                at = end + 1;
            }
        }
        return Optional.empty();
    }

    private static URI sameOrigin(URI base, String reference) {
        URI target = resolve(base, reference);
        if (!Address.of(target).equals(Address.of(base))) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s continues its list at another host, %s, which is refused"
                            .formatted(
                                    Address.of(base).hostPort(),
                                    Address.of(target).hostPort()));
        }
        return target;
    }

    private static int endOfParameters(String field, int from) {
        boolean quoted = false;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return field.length();
    }

    private static boolean isNext(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2 && pair[0].trim().equalsIgnoreCase("rel")) {
                String relations = pair[1].trim().replace("\"", "").toLowerCase(Locale.ROOT);
                return List.of(relations.split(" ", -1)).contains("next");
            }
        }
        return false;
    }

    private static URI parse(URI base, String reference) {
        if (reference.length() > LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s sends us to an address of more than %d characters"
                            .formatted(Address.of(base).hostPort(), LIMIT));
        }
        try {
            int fragment = reference.indexOf('#');
            String plain = escaped(fragment < 0 ? reference : reference.substring(0, fragment));
            // java.net.URI drops the last segment of the base here (RFC 2396), RFC 3986 keeps it.
            return plain.startsWith("?") ? new URI(withoutQuery(base) + plain) : base.resolve(new URI(plain));
        } catch (URISyntaxException e) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s sends us to a malformed address: %s"
                            .formatted(Address.of(base).hostPort(), Text.printable(e.getReason())));
        }
    }

    private static String withoutQuery(URI base) {
        String text = base.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.trim().getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
                out.append('%').append("%02X".formatted(c));
            } else {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    private static boolean isLinkLocal(String host) {
        return host.startsWith("169.254.") || host.toLowerCase(Locale.ROOT).startsWith("fe80:");
    }
}
