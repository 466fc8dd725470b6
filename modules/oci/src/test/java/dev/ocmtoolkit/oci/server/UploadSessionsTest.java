// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UploadSessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final UploadSessions sessions = new UploadSessions(2, Duration.ofMinutes(10), now::get);

    @Test
    void anIdleSessionIsForgotten() {
        ClosedOrNot upload = new ClosedOrNot();
        String id = begin(upload);
        now.addAndGet(Duration.ofMinutes(9).toNanos());
        sessions.expire();
        sessions.use("a", id).close();
        now.addAndGet(Duration.ofMinutes(9).toNanos());
        sessions.expire();
        assertThat(upload.closed).isFalse();

        now.addAndGet(Duration.ofMinutes(2).toNanos());
        sessions.expire();

        assertThat(upload.closed).isTrue();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> sessions.use("a", id))
                .withMessageContaining("no such upload");
    }

    @Test
    void thereIsALimit() {
        begin(new ClosedOrNot());
        begin(new ClosedOrNot());
        ClosedOrNot third = new ClosedOrNot();

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> sessions.open("a", third))
                .extracting(Refusal::status)
                .isEqualTo(429);

        assertThat(third.closed).isTrue();
    }

    @Test
    void oneRequestUsesASessionAtATime() {
        String id = begin(new ClosedOrNot());
        try (UploadSessions.Session session = sessions.use("a", id)) {
            now.addAndGet(Duration.ofHours(1).toNanos());
            // Neither another thread's request nor the sweeper gets it meanwhile.
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> {
                sessions.expire();
                try (UploadSessions.Session taken = sessions.use("a", id)) {
                    return taken.offset() == 0 ? 200 : 0;
                } catch (Refusal e) {
                    return e.status();
                }
            });
            assertThat(other.join()).isEqualTo(409);
            assertThat(session.id()).isEqualTo(id);
        }
        sessions.use("a", id).close();
    }

    private String begin(BlobUpload upload) {
        try (UploadSessions.Session session = sessions.open("a", upload)) {
            return session.id();
        }
    }

    private static final class ClosedOrNot implements BlobUpload {
        private boolean closed;

        @Override
        public long piece(long remaining) {
            return remaining;
        }

        @Override
        public void append(Body body) {}

        @Override
        public Evidence finish(Digest digest, Body rest) {
            return new Evidence.Accepted();
        }

        @Override
        public OptionalLong resync() {
            return OptionalLong.of(0);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
