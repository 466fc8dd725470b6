// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.WriteScope;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executes units: everything that is copied, by whichever command or controller, is copied here.
 *
 * <p>A run is: begin the target's write scope, take units from the plan as they come, do each when those before it are done,
 * commit, prove, report. Two small pools of platform threads serve all runs: one leads units, one (the lanes) moves blobs. A unit that
 * waits for another holds no thread; a blob that waits for its like holds no lane. Safe for use by several threads; runs share
 * the lanes.
 */
public final class CopyEngine implements AutoCloseable {
    private static final int LANES = 6;
    private static final int LEADERS = 8;

    private final ExecutorService leaders = Executors.newFixedThreadPool(LEADERS, named("copy-unit-"));
    private final ExecutorService lanes = Executors.newFixedThreadPool(LANES, named("copy-lane-"));

    /** What happens to the units that were done when others failed. */
    public enum Commit {
        /** They stay; of those that failed nothing is to be seen. Where none was done, a new archive is not made. */
        DONE_UNITS,
        /** Nothing of the run stays in an archive if anything failed. */
        ALL_OR_NOTHING,
    }

    /** Makes an engine; threads begin with the first run. */
    public CopyEngine() {}

    /**
     * Runs a plan, content with what manifests imply.
     *
     * @param units what to do; read lazily by the calling thread, inside of the write scope
     * @param target the registry that the units write to
     * @param commit what happens to done units when others failed
     * @param listener is told what happens
     * @param cancellation stops the run: then nothing is committed to an archive
     * @return how it ended
     * @throws Failure what the plan throws, CANCELLED, or what beginning and committing the scope throw
     */
    public CopyReport run(
            Iterator<Unit> units, OciRegistry target, Commit commit, RunListener listener, Cancellation cancellation) {
        return run(units, target, commit, ProofLevel.IMPLIED, listener, cancellation);
    }

    /**
     * Runs a plan. Failed units and gaps are in the report, they do not throw. What a unit took to be at the target, and a proof does not
     * find there, is done {@linkplain Unit#anew anew}, once, and proven again: only what is missing even then is a gap.
     *
     * @param units what to do; read lazily by the calling thread, inside of the write scope
     * @param target the registry that the units write to
     * @param commit what happens to done units when others failed
     * @param proof what has to be known of all that the done units consist of, whether it was moved or was there
     * @param listener is told what happens
     * @param cancellation stops the run: then nothing is committed to an archive
     * @return how it ended
     * @throws Failure what the plan throws, CANCELLED, or what beginning and committing the scope throw
     */
    public CopyReport run(
            Iterator<Unit> units,
            OciRegistry target,
            Commit commit,
            ProofLevel proof,
            RunListener listener,
            Cancellation cancellation) {
        try (WriteScope scope = begin(target)) {
            Schedule schedule = new Schedule(leaders, lanes, listener, cancellation);
            Schedule anew = new Schedule(leaders, lanes, new Anew(listener), cancellation);
            Mending mending =
                    new Mending(claims -> look(claims, proof, listener, cancellation), anew, () -> commit(scope));
            try {
                while (units.hasNext()) {
                    Unit unit = units.next();
                    schedule.add(unit);
                    if (proof != ProofLevel.IMPLIED) {
                        mending.note(unit);
                    }
                    cancellation.check();
                }
            } finally {
                schedule.awaitAll();
            }
            cancellation.check();
            Map<UnitKey, Failure> failures = schedule.failures();
            if (!isCommitted(commit, schedule.size(), failures.size())) {
                return schedule.report(failures, List.of(), schedule.bytesSent());
            }
            commit(scope);
            List<Gap> gaps = mending.prove(schedule.claims(failures));
            return schedule.report(failures, gaps, schedule.bytesSent() + anew.bytesSent());
        }
    }

    /**
     * Looks whether manifests are where they are said to be, with everything that they consist of but for layers that may not be passed
     * on.
     *
     * @param claims what is said to be where
     * @param proof what is to be known of each object; nothing is asked for {@link ProofLevel#IMPLIED}
     * @param listener is told of every object that was found
     * @param cancellation stops it
     * @return what was not found, or not as it has to be; what only such an object refers to was not looked for
     * @throws Failure CANCELLED
     */
    public List<Gap> prove(
            Collection<Claim> claims, ProofLevel proof, RunListener listener, Cancellation cancellation) {
        return look(claims, proof, listener, cancellation).stream()
                .map(Prover.Missing::gap)
                .toList();
    }

    private List<Prover.Missing> look(
            Collection<Claim> claims, ProofLevel proof, RunListener listener, Cancellation cancellation) {
        return switch (proof) {
            case IMPLIED -> List.of();
            case SEEN -> new Prover(lanes, LANES, false, listener, cancellation).prove(claims);
            case REREAD -> new Prover(lanes, LANES, true, listener, cancellation).prove(claims);
        };
    }

    private static boolean isCommitted(Commit commit, int units, int failed) {
        return switch (commit) {
            case DONE_UNITS -> units > failed;
            case ALL_OR_NOTHING -> failed == 0;
        };
    }

    private static WriteScope begin(OciRegistry target) {
        try {
            return target.begin();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }

    private static void commit(WriteScope scope) {
        try {
            scope.commit();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }

    /** Of a unit that is done anew nobody is told once more that it is done; nor that it failed, which its gaps say. */
    private static final class Anew extends ForwardingListener {
        Anew(RunListener listener) {
            super(listener);
        }

        @Override
        public void done(UnitKey key) {
            // See above.
        }

        @Override
        public void failed(UnitKey key, Failure failure) {
            // See above.
        }
    }

    /** Ends the threads; runs that are under way are to be cancelled before. */
    @Override
    public void close() {
        leaders.shutdownNow();
        lanes.shutdownNow();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
