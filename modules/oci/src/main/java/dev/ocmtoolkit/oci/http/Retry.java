// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** When a request that may be repeated is repeated, and after how long. */
final class Retry {
    private static final int TRIES = 5;
    /** Somebody waits, and a server that is not there rarely comes within the next second. */
    private static final int CONNECTS = 3;

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Retry() {}

    /** After a break: how long to wait before the next try, empty to give up. */
    static Optional<Duration> after(IOException broken, int tries) {
        if (!mayHaveArrived(broken)) {
            return tries < CONNECTS ? Optional.of(FIRST.multipliedBy(3L * tries)) : Optional.empty();
        }
        boolean hungUp = broken instanceof NoHttpResponseException
                || broken instanceof ConnectionClosedException
                || broken instanceof TruncatedChunkException
                || broken instanceof SocketException;
        return hungUp && tries < TRIES ? Optional.of(backoff(tries)) : Optional.empty();
    }

    /** Whether the server may have done what it was asked, and only its answer is lost. */
    static boolean mayHaveArrived(IOException broken) {
        return switch (broken) {
            case ConnectException _, NoRouteToHostException _, UnknownHostException _ -> false;
            default -> true;
        };
    }

    /** After an answer: how long to wait before the next try, empty to take the answer as it is. */
    static Optional<Duration> after(Answer answer, HttpCall call, int tries, Instant now) {
        boolean again = switch (answer.status()) {
            case 408, 429, 502, 503, 504 -> true;
            case 500 -> call.isRead();
            default -> false;
        };
        if (!again || tries >= TRIES) {
            return Optional.empty();
        }
        Duration wait =
                answer.header("Retry-After").flatMap(value -> told(value, now)).orElseGet(() -> backoff(tries));
        return wait.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(wait);
    }

    /** Seconds or a date (RFC 9110, section 10.2.3). */
    private static Optional<Duration> told(String value, Instant now) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Exponential with full jitter, so that many clients do not come back together. */
    static Duration backoff(int tries) {
        long most = FIRST.toMillis() << (tries - 1);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }
}
