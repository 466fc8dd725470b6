// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Unit;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The next units of a plan, up to a number; what the plan cannot read is missing at the source. */
final class Portion implements Iterator<Unit> {
    private final Iterator<Unit> units;
    private int left;

    Portion(Iterator<Unit> units, int left) {
        this.units = units;
        this.left = left;
    }

    @Override
    public boolean hasNext() {
        return left > 0 && more(units);
    }

    /** Whether there are more; it is the source that tells. */
    static boolean more(Iterator<Unit> units) {
        try {
            return units.hasNext();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
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
