// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.transfer.Transfer;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transfers in virtual threads, a few at once, first come, first served. */
public final class TransferRuns implements Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(TransferRuns.class);
    private static final int AT_ONCE = 8;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Job job;
    private final InstantSource clock;
    private final Consumer<Uid> wake;
    private final Consumer<EndedTransfer> counted;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Map<TransferRequest, Run> running = new HashMap<>();
    private final Map<Uid, Run> asked = new HashMap<>();

    /** What a run does. */
    interface Job {
        TransferReport run(TransferRequest request, TransferListener listener, Cancellation cancellation);
    }

    private static final class Run {
        private final TransferRequest request;
        private final Cancellation cancellation = new Cancellation();
        private final Set<Uid> owners = new HashSet<>();
        private final Meter meter = new Meter();
        private final Instant asked;
        private Optional<State> end = Optional.empty();

        Run(TransferRequest request, Instant asked) {
            this.request = request;
            this.asked = asked;
        }

        State state(Instant now) {
            return end.orElseGet(() -> new State.Running(Duration.between(asked, now), meter.sent(), meter.expected()));
        }
    }

    /**
     * Makes runs.
     *
     * @param transfer what they do
     * @param clock for their times
     * @param wake told the owners of a run that has ended
     * @param counted told each run that has ended, before its owners are; must not throw
     */
    public TransferRuns(Transfer transfer, InstantSource clock, Consumer<Uid> wake, Consumer<EndedTransfer> counted) {
        this(transfer::run, clock, wake, counted);
    }

    TransferRuns(Job job, InstantSource clock, Consumer<Uid> wake, Consumer<EndedTransfer> counted) {
        this.job = job;
        this.clock = clock;
        this.wake = wake;
        this.counted = counted;
    }

    @Override
    public synchronized State ask(Uid owner, TransferRequest request) {
        Run known = asked.get(owner);
        if (known != null && known.request.equals(request)) {
            return known.state(clock.instant());
        }
        leave(owner);
        Instant now = clock.instant();
        if (threads.isShutdown()) {
            return new State.Broken(cancelled(), now, now);
        }
        Run run = running.get(request);
        if (run == null) {
            run = new Run(request, now);
            Run started = run;
            threads.execute(() -> run(started));
            // Not before there is a thread for it, which the machine may refuse.
            running.put(request, run);
        }
        run.owners.add(owner);
        asked.put(owner, run);
        return run.state(now);
    }

    @Override
    public synchronized boolean isUnderWay(Uid owner) {
        Run run = asked.get(owner);
        return run != null && run.end.isEmpty();
    }

    @Override
    public synchronized void taken(Uid owner) {
        Run run = asked.get(owner);
        if (run != null && run.end.isPresent()) {
            asked.remove(owner);
        }
    }

    @Override
    public synchronized void cancel(Uid owner) {
        leave(owner);
    }

    private void leave(Uid owner) {
        Run run = asked.remove(owner);
        if (run == null) {
            return;
        }
        run.owners.remove(owner);
        if (run.owners.isEmpty() && running.remove(run.request, run)) {
            run.cancellation.cancel();
        }
    }

    private void run(Run run) {
        State end = end(run);
        long sent = run.meter.sent();
        switch (end) {
            case State.Finished finished -> counted.accept(EndedTransfer.of(finished, sent));
            case State.Broken broken -> counted.accept(EndedTransfer.of(broken, sent));
            case State.Running running -> throw new IllegalStateException("a transfer that has ended runs");
        }
        ended(run, end).forEach(wake);
    }

    private State end(Run run) {
        Instant started = clock.instant();
        try {
            places.acquire();
            try {
                started = clock.instant();
                TransferReport report = job.run(run.request, run.meter, run.cancellation);
                return new State.Finished(report, run.meter.movedAnything(), started, clock.instant());
            } finally {
                places.release();
            }
        } catch (Failure failure) {
            return new State.Broken(failure, started, clock.instant());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new State.Broken(cancelled(), started, clock.instant());
        } catch (RuntimeException | Error fault) {
            String sentence = Sentence.ofUnforeseen(fault);
            LOG.error("a transfer of {}: {}", run.request.roots(), sentence);
            LOG.debug("a transfer of {}", run.request.roots(), fault);
            return new State.Broken(new Failure(Failure.Kind.INVALID, sentence), started, clock.instant());
        }
    }

    private static Failure cancelled() {
        return new Failure(Failure.Kind.CANCELLED, "cancelled");
    }

    private synchronized Set<Uid> ended(Run run, State end) {
        run.end = Optional.of(end);
        running.remove(run.request, run);
        return Set.copyOf(run.owners);
    }

    @Override
    public void close() {
        synchronized (this) {
            running.values().forEach(run -> run.cancellation.cancel());
            running.clear();
            asked.clear();
            threads.shutdownNow();
        }
        try {
            if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a transfer did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
