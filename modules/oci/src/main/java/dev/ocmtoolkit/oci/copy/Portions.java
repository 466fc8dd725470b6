// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Runs a plan of any length in portions, each a run of the engine, which remembers what it did: so memory does not grow with the plan.
 * What a portion brought to a registry is asked for again in the next one. Units must not wait for each other.
 *
 * @param engine what runs them
 * @param size the most units in a portion
 */
public record Portions(CopyEngine engine, int size) {
    /** For registries. An archive is written as a whole, and has all that it lists in memory anyway. */
    public static final int DEFAULT = 2000;

    /**
     * Runs a plan. A portion of which nothing could be done is the last one.
     *
     * @param units what to do; read lazily
     * @param target the registry that the units write to
     * @param proof what has to be known of all that the done units consist of
     * @param listener is told what happens
     * @param cancellation stops the run
     * @return how all portions ended
     * @throws Failure what the plan throws, with the source as its side, and what a run throws
     */
    public CopyReport run(
            Iterator<Unit> units,
            OciRegistry target,
            ProofLevel proof,
            RunListener listener,
            Cancellation cancellation) {
        int done = 0;
        int objects = 0;
        long bytes = 0;
        Map<UnitKey, Failure> failures = new LinkedHashMap<>();
        List<Gap> gaps = new ArrayList<>();
        CopyReport part;
        do {
            part = engine.run(
                    new Portion(units, size), target, CopyEngine.Commit.DONE_UNITS, proof, listener, cancellation);
            done += part.units();
            objects += part.objects();
            bytes += part.bytesSent();
            failures.putAll(part.failures());
            gaps.addAll(part.gaps());
        } while (part.units() > 0 && hasNext(units));
        return new CopyReport(done, objects, bytes, failures, gaps);
    }

    private static boolean hasNext(Iterator<Unit> units) {
        return ImageMoves.at(Failure.Side.SOURCE, units::hasNext);
    }

    /** The next units of a plan. */
    private static final class Portion implements Iterator<Unit> {
        private final Iterator<Unit> units;
        private int left;

        Portion(Iterator<Unit> units, int left) {
            this.units = units;
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0 && Portions.hasNext(units);
        }

        @Override
        public Unit next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            left--;
            return units.next();
        }
    }
}
