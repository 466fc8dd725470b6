// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.standalone.ManifestDirectory.Scan;
import dev.ocmtoolkit.controller.standalone.ObjectStore.Changes;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what changes in a directory of manifests: at once where the system tells, and by looking every few seconds, since network file
 * systems do not.
 *
 * <p>What is new or other counts at once. What is missing counts when it was missing twice with a pause in between, since editors write a
 * file by emptying it first, and an object deleted by mistake would lose its history.
 */
final class DirectoryWatch implements AutoCloseable {
    /** How long a change may go unnoticed where the system does not tell. */
    static final Duration ROUND = Duration.ofSeconds(5);

    private static final Duration DOUBT = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

    private final ManifestDirectory manifests;
    private final Path directory;
    private final Supplier<Map<ObjectId, String>> known;
    private final Consumer<Changes> changes;
    private final Duration round;
    private final Semaphore again = new Semaphore(0);
    private Set<ObjectId> missing = Set.of();
    private List<Problem> problems = List.of();
    private long missingSince;
    private volatile boolean closed;
    private volatile @Nullable Thread told;

    /**
     * A watch that has not begun.
     *
     * @param directory the directory
     * @param known the objects that there are, and the file of each
     * @param changes told what the manifests say, after each look
     * @param round how long to wait for the system to tell before looking all the same
     */
    DirectoryWatch(Path directory, Supplier<Map<ObjectId, String>> known, Consumer<Changes> changes, Duration round) {
        this.directory = directory;
        this.manifests = new ManifestDirectory(directory);
        this.known = known;
        this.changes = changes;
        this.round = round;
    }

    /** Looks, and tells. */
    void lookOnce() {
        Scan scan;
        try {
            scan = manifests.scan();
        } catch (Failure failure) {
            tellNew(List.of(new Problem("", failure.sentence())));
            return;
        }
        Set<ObjectId> gone = new HashSet<>();
        known.get().forEach((id, file) -> {
            if (!scan.declared().containsKey(id) && !scan.unreadable().contains(file)) {
                gone.add(id);
            }
        });
        Set<ObjectId> believed = new HashSet<>(gone);
        believed.retainAll(missing);
        long now = System.nanoTime();
        if (now - missingSince < DOUBT.toNanos()) {
            believed.clear();
        }
        if (!gone.equals(missing)) {
            missing = Set.copyOf(gone);
            missingSince = now;
        }
        changes.accept(new Changes(scan.declared(), believed, news(scan.problems())));
    }

    private void tellNew(List<Problem> now) {
        changes.accept(new Changes(Map.of(), Set.of(), news(now)));
    }

    private List<Problem> news(List<Problem> now) {
        List<Problem> news = now.stream().filter(p -> !problems.contains(p)).toList();
        problems = now;
        return news;
    }

    /** Begins, with a look at what has changed since the last one. */
    void start() {
        watchService()
                .ifPresent(
                        service -> told = Thread.ofVirtual().name("manifests").start(() -> tellOfChanges(service)));
        again();
        Thread.ofVirtual().name("manifest-rounds").start(this::run);
    }

    /** Has somebody look soon. */
    void again() {
        again.release();
    }

    private void run() {
        try {
            while (!closed) {
                Duration pause = missing.isEmpty() ? round : DOUBT;
                if (again.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    again.drainPermits();
                }
                if (!closed) {
                    round();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault in one round, which would come from what the files say, must not hide all that comes after. */
    private void round() {
        try {
            lookOnce();
        } catch (RuntimeException | Error fault) {
            LOG.error("{}: {}", directory, Sentence.ofUnforeseen(fault));
            LOG.debug("{}", directory, fault);
        }
    }

    private Optional<WatchService> watchService() {
        try {
            WatchService service = directory.getFileSystem().newWatchService();
            try {
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                return Optional.of(service);
            } catch (IOException e) {
                service.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "the system does not tell of changes in {}, which are seen every {} s instead: {}",
                    directory,
                    round.toSeconds(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void tellOfChanges(WatchService service) {
        try (service) {
            WatchKey key;
            do {
                key = service.take();
                key.pollEvents();
                again();
            } while (!closed && key.reset());
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.debug("{} tells nothing of changes", directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread waiting = told;
        if (waiting != null) {
            waiting.interrupt();
        }
        again.release();
    }
}
