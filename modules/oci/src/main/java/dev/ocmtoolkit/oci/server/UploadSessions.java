// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.BlobUpload;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The uploads that were begun and not finished: bounded in number, and in the time that nothing happens to one. */
final class UploadSessions implements AutoCloseable {
    /** How long a request waits for the one before it, whose client may have broken off a moment ago. */
    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private final int limit;
    private final long patience;
    private final LongSupplier nanoTime;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    UploadSessions(int limit, Duration patience, LongSupplier nanoTime) {
        this.limit = limit;
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /** One upload. To be used under its lock, by one request at a time. */
    final class Session implements AutoCloseable {
        private final String id = UUID.randomUUID().toString();
        private final String repository;
        private final BlobUpload upload;
        private final ReentrantLock lock = new ReentrantLock();
        private long offset;
        private long lastUsed = nanoTime.getAsLong();

        private Session(String repository, BlobUpload upload) {
            this.repository = repository;
            this.upload = upload;
        }

        String id() {
            return id;
        }

        String repository() {
            return repository;
        }

        BlobUpload upload() {
            return upload;
        }

        /** {@return how many bytes it has} */
        long offset() {
            return offset;
        }

        /** Notes that a piece came. */
        void advance(long bytes) {
            offset += bytes;
        }

        /** Asks the upload how far it is, after a piece broke off; a dead one is ended. */
        void sync() {
            upload.resync().ifPresentOrElse(now -> offset = now, this::end);
        }

        /** Ends the upload, finished or not. */
        void end() {
            sessions.remove(id);
            upload.close();
        }

        /** Gives it back for the next request. */
        @Override
        public void close() {
            lastUsed = nanoTime.getAsLong();
            lock.unlock();
        }
    }

    /**
     * Begins a session.
     *
     * @throws Refusal TOOMANYREQUESTS when there are too many
     */
    Session open(String repository, BlobUpload upload) {
        Session session = new Session(repository, upload);
        if (sessions.size() >= limit) {
            upload.close();
            throw new Refusal(ErrorCode.TOOMANYREQUESTS, "too many uploads are open: finish or cancel some");
        }
        sessions.put(session.id, session);
        session.lock.lock();
        return session;
    }

    /**
     * Finds a session and takes it for one request.
     *
     * @throws Refusal when there is none, or another request is using it
     */
    Session use(String repository, String id) {
        Session session = sessions.get(id);
        if (session == null || !session.repository.equals(repository)) {
            throw unknown();
        }
        if (!taken(session.lock)) {
            throw new Refusal(409, ErrorCode.BLOB_UPLOAD_INVALID, "another request is using this upload");
        }
        if (!sessions.containsKey(id)) {
            session.lock.unlock();
            throw unknown();
        }
        return session;
    }

    /** Ends the sessions that nobody used for too long. */
    void expire() {
        for (Session session : sessions.values()) {
            if (session.lock.tryLock()) {
                try {
                    if (nanoTime.getAsLong() - session.lastUsed > patience) {
                        session.end();
                    }
                } finally {
                    session.lock.unlock();
                }
            }
        }
    }

    /** Ends all sessions; no request is running any more. */
    @Override
    public void close() {
        sessions.values().forEach(Session::end);
    }

    private static boolean taken(ReentrantLock lock) {
        try {
            return lock.tryLock(HANDOVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Refusal unknown() {
        return new Refusal(
                ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload: it was finished, cancelled or forgotten");
    }
}
