// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One request, as its caller means it: what is wanted and what has to be allowed for it. A value.
 *
 * @param method the HTTP method
 * @param uri where to, absolute
 * @param headers further header fields; framing, host and authorisation are not the caller's
 * @param body the content, if any; asked for once per try
 * @param repeatable whether it may be sent again after a break or an answer that asks for it: never with content that can be
 *     handed out only once
 * @param what the thing it is about, for messages, such as {@code manifest 1.0 of ghcr.io/acme/app}
 * @param repository which repository's credentials to use; empty for none in particular
 * @param scope what a token has to allow
 * @param patience the most time for each wait, where that is shorter than usual; then nothing is tried twice
 */
public record HttpCall(
        String method,
        URI uri,
        Map<String, String> headers,
        Optional<Supplier<Body>> body,
        boolean repeatable,
        String what,
        String repository,
        Scope scope,
        Optional<Duration> patience) {

    private static final Set<String> HARMLESS = Set.of("accept", "range", "content-type");

    /** Copies the headers and refuses those that would break the framing. */
    public HttpCall {
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            if (!isClean(name) || !isClean(value)) {
                throw new Failure(Failure.Kind.INVALID, "a header field for %s has a line break".formatted(what));
            }
        });
    }

    /**
     * A request without content. All methods but PATCH may be repeated.
     *
     * @param method the HTTP method
     * @param uri where to, absolute
     * @param what the thing it is about
     * @return the request
     */
    public static HttpCall of(String method, URI uri, String what) {
        return new HttpCall(
                method,
                uri,
                Map.of(),
                Optional.empty(),
                !method.equals("PATCH"),
                what,
                "",
                Scope.NONE,
                Optional.empty());
    }

    /**
     * With one more header field.
     *
     * @param name its name
     * @param value its value
     * @return the request
     */
    public HttpCall header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, uri, more, body, repeatable, what, repository, scope, patience);
    }

    /**
     * With content that can be sent again.
     *
     * @param bytes the content
     * @param mediaType its type
     * @return the request
     */
    public HttpCall content(byte[] bytes, String mediaType) {
        return new HttpCall(
                        method,
                        uri,
                        headers,
                        Optional.of(() -> Body.of(bytes)),
                        repeatable,
                        what,
                        repository,
                        scope,
                        patience)
                .header("Content-Type", mediaType);
    }

    /**
     * With content that can be sent once.
     *
     * @param once the content
     * @return the request, which is never repeated
     */
    public HttpCall body(Body once) {
        return new HttpCall(method, uri, headers, Optional.of(() -> once), false, what, repository, scope, patience);
    }

    /**
     * With what it needs to be allowed.
     *
     * @param name the repository whose credentials are used; empty for none in particular
     * @param needed what a token has to allow
     * @return the request
     */
    public HttpCall needs(String name, Scope needed) {
        return new HttpCall(method, uri, headers, body, repeatable, what, name, needed, patience);
    }

    /**
     * Not worth much waiting: every wait is limited, and nothing is tried twice.
     *
     * @param limit the most time for each wait
     * @return the request
     */
    public HttpCall within(Duration limit) {
        return new HttpCall(method, uri, headers, body, false, what, repository, scope, Optional.of(limit));
    }

    /**
     * The same request elsewhere, as an answer to it tells. Another origin sees no header fields but those that say what is wanted: any
     * other may be a secret.
     *
     * @param target where to, absolute
     * @return the request
     */
    public HttpCall to(URI target) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        if (!Address.of(target).equals(Address.of(uri))) {
            kept.keySet().removeIf(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
        }
        return new HttpCall(method, target, kept, body, repeatable, what, repository, scope, patience);
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static boolean isClean(String text) {
        return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }
}
