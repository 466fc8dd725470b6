// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.HttpException;

/**
 * A run's requests to one origin: the only place where a request is repeated, follows a redirect, or is authorised.
 * Thread-safe.
 */
public final class OriginHttp {
    private static final int REDIRECTS = 10;

    private final Origin origin;
    private final String registry;
    private final Cancellation cancellation;
    /** Empty for what is no registry: a request carries all that it needs. */
    private final Optional<Authorizer> authorizer;

    private final Pause pause;
    private final int redirects;

    /**
     * Requests with a run's credentials.
     *
     * @param origin whom to ask
     * @param registry the origin's name as the user and his credentials know it, {@code host} or {@code host:port}
     * @param credentials asked when the origin wants any
     * @param cancellation closes the connections in use and ends every wait
     */
    public OriginHttp(Origin origin, String registry, Credentials credentials, Cancellation cancellation) {
        this.origin = origin;
        this.registry = registry;
        this.cancellation = cancellation;
        this.pause = origin.owner().settings().pause();
        this.authorizer = Optional.of(new Authorizer(origin, registry, credentials, cancellation, this::attempt));
        this.redirects = REDIRECTS;
    }

    private OriginHttp(Origin origin, Cancellation cancellation, int redirects) {
        this.origin = origin;
        this.registry = origin.address().hostPort();
        this.cancellation = cancellation;
        this.pause = origin.owner().settings().pause();
        this.authorizer = Optional.empty();
        this.redirects = redirects;
    }

    /**
     * Requests to what is no registry: they are sent as they are, and no challenge is answered. Their own header fields, which may hold
     * a secret, go to the origin only.
     *
     * @param origin whom to ask
     * @param redirects whether redirects are followed; else the answer that redirects is the last one
     * @param cancellation closes the connections in use and ends every wait
     * @return the requests
     */
    public static OriginHttp plain(Origin origin, boolean redirects, Cancellation cancellation) {
        return new OriginHttp(origin, cancellation, redirects ? REDIRECTS : 0);
    }

    /**
     * The same, for a last word that has to be said although the run is cancelled.
     *
     * @return requests that nobody cancels: to be limited with {@link HttpCall#within}; no credentials are asked for but those that
     *     are known by now
     */
    public OriginHttp afterAll() {
        Credentials known = authorizer.map(Authorizer::known).orElse(Credentials.NONE);
        return new OriginHttp(origin, registry, known, new Cancellation());
    }

    /** {@return whom this asks} */
    public Origin origin() {
        return origin;
    }

    /**
     * An address at the origin.
     *
     * @param pathAndQuery from the slash on, escaped where needed
     * @return the address
     */
    public URI uri(String pathAndQuery) {
        return URI.create(origin.address() + pathAndQuery);
    }

    /**
     * Sends a request and follows what the answer says, within the rules: at most 10 redirects, of GET and HEAD only; nothing that
     * identifies the user to another origin; nothing without TLS that began with it.
     *
     * @param call the request
     * @return the last answer, whatever its status; to be closed
     * @throws Failure UNREACHABLE when there is no answer, CANCELLED, or what the body of the request throws
     */
    public Answer send(HttpCall call) {
        HttpCall now = call;
        boolean authorizedAnew = false;
        for (int followed = 0; followed <= REDIRECTS; ) {
            Optional<Authorizer> here = Address.of(now.uri()).equals(origin.address()) ? authorizer : Optional.empty();
            HttpCall asked = now;
            Optional<String> authorization = here.flatMap(a -> a.authorization(asked));
            Answer answer = attempt(now, authorization);
            try {
                if (answer.status() == 401
                        && !authorizedAnew
                        && here.filter(a -> a.learn(asked, answer, authorization))
                                .isPresent()) {
                    authorizedAnew = true;
                } else {
                    Optional<String> target = redirects == 0 ? Optional.empty() : redirect(now, answer);
                    if (target.isEmpty()) {
                        return answer;
                    }
                    now = now.to(Targets.resolve(now.uri(), target.get()));
                    followed++;
                }
            } catch (RuntimeException e) {
                answer.close();
                throw e;
            }
            answer.close();
        }
        throw new Failure(
                Failure.Kind.INVALID, "%s: the server redirects more than %d times".formatted(call.what(), REDIRECTS));
    }

    /**
     * Sends a request and accepts only some answers.
     *
     * @param call the request
     * @param accepted the status codes that are accepted
     * @return an answer with one of them; to be closed
     * @throws RemoteFailure for any other answer
     * @throws Failure as {@link #send}
     */
    public Answer expect(HttpCall call, int... accepted) {
        Answer answer = send(call);
        if (Arrays.stream(accepted).anyMatch(status -> status == answer.status())) {
            return answer;
        }
        try (answer) {
            throw failure(call, answer);
        }
    }

    /**
     * Reads something small as a whole, and again if the connection breaks on the way.
     *
     * @param call the request, a GET
     * @param limit the most bytes that are accepted
     * @return answer and content
     * @throws RemoteFailure for any answer but 200
     * @throws Failure INVALID when there is more, or as {@link #send}
     */
    public Content fetch(HttpCall call, int limit) {
        for (int tries = 1; ; tries++) {
            try (Answer answer = expect(call, 200)) {
                return new Content(answer, answer.bytes(limit).orElseThrow(() -> tooLarge(call, limit)));
            } catch (IOException e) {
                pause.sleep(Retry.after(e, tries).orElseThrow(() -> Breaks.failure(call, e)), cancellation);
            }
        }
    }

    /**
     * Waits a moment of random length before something is tried again that another client came between.
     *
     * @param tries how often it was tried
     * @throws Failure CANCELLED when it was ended
     */
    public void makeWay(int tries) {
        pause.sleep(Retry.backoff(tries), cancellation);
    }

    /**
     * What an unwelcome answer means.
     *
     * @param call what was asked
     * @param answer the answer; read, not closed
     * @return the failure
     */
    public RemoteFailure failure(HttpCall call, Answer answer) {
        boolean hasLogin = authorizer.filter(a -> a.hasLogin(call.repository())).isPresent();
        return RemoteFailure.of(call, answer, registry, hasLogin);
    }

    private static Failure tooLarge(HttpCall call, int limit) {
        return new Failure(
                Failure.Kind.INVALID, "%s: more than %d bytes are not accepted".formatted(call.what(), limit));
    }

    private static Optional<String> redirect(HttpCall call, Answer answer) {
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> call.isRead() ? answer.header("Location") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Answer attempt(HttpCall call, Optional<String> authorization) {
        if (origin.address().isSecure() && !Address.of(call.uri()).isSecure()) {
            throw new Failure(Failure.Kind.INVALID, "%s: going on without TLS is refused".formatted(call.what()));
        }
        if (authorizer.isPresent()) {
            origin.owner().connections().notice(Address.of(call.uri()));
        }
        boolean unclear = false;
        for (int tries = 1; ; tries++) {
            cancellation.check();
            Optional<Duration> wait;
            try {
                Answer answer = origin.owner().connections().exchange(call, authorization, cancellation);
                wait = call.repeatable() ? Retry.after(answer, call, tries, pause.now()) : Optional.empty();
                if (wait.isEmpty()) {
                    return unclear ? answer.toRepeated() : answer;
                }
                answer.close();
            } catch (IOException e) {
                cancellation.check();
                wait = call.repeatable() ? Retry.after(e, tries) : Optional.empty();
                if (wait.isEmpty()) {
                    throw Breaks.failure(call, e);
                }
                unclear |= Retry.mayHaveArrived(e);
            } catch (HttpException e) {
                cancellation.check();
                throw Breaks.noHttp(call, e);
            }
            pause.sleep(wait.get(), cancellation);
        }
    }
}
