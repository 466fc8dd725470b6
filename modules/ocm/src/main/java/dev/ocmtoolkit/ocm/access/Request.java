// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.credentials.ConsumerIdentity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of a web server.
 *
 * @param consumer who asks, so whose credentials are sent
 * @param uri the address that is asked
 * @param what what it is about, for messages
 * @param method the method
 * @param headers header fields
 * @param body what to send
 * @param redirects whether to follow redirects
 */
record Request(
        ConsumerIdentity consumer,
        URI uri,
        String what,
        String method,
        Map<String, String> headers,
        Optional<byte[]> body,
        boolean redirects) {

    Request {
        headers = Map.copyOf(headers);
    }

    static Request get(String consumerType, URI uri, String what) {
        return get(ConsumerIdentity.ofAddress(consumerType, uri), uri, what);
    }

    static Request get(ConsumerIdentity consumer, URI uri, String what) {
        return new Request(consumer, uri, what, "GET", Map.of(), Optional.empty(), true);
    }

    /**
     * Reads an address.
     *
     * @param text the address
     * @param owner whose it is, for the message
     * @return the address
     * @throws Failure INVALID when it is none of HTTP
     */
    static URI address(String text, String owner) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, without the text of the exception, which repeats a query.
        }
        throw new Failure(
                Failure.Kind.INVALID,
                Failure.Side.SOURCE,
                "%s is at \"%s\", which is no address of http or https".formatted(owner, Text.printable(text)),
                null,
                null);
    }

    /** An address below another one; the segments are escaped. */
    static URI below(URI base, String... segments) {
        StringBuilder path = new StringBuilder(base.getRawPath() == null ? "" : base.getRawPath());
        for (String segment : segments) {
            if (path.isEmpty() || path.charAt(path.length() - 1) != '/') {
                path.append('/');
            }
            path.append(escaped(segment));
        }
        return URI.create("%s://%s%s".formatted(base.getScheme(), base.getRawAuthority(), path));
    }

    private static String escaped(String segment) {
        StringBuilder out = new StringBuilder();
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~@+=/".indexOf(c) >= 0;
            out.append(plain ? String.valueOf((char) c) : "%%%02X".formatted(c));
        }
        return out.toString();
    }
}
