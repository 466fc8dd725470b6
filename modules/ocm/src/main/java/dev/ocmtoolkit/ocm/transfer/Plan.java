// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.Iterator;

/**
 * What a transfer would do, in visiting order, a parent before its references. Lazy: a component version is read, and the target asked for
 * it, when it is its turn; what was decided of earlier ones is not kept. Used by one thread.
 */
public final class Plan implements Iterator<Planned>, AutoCloseable {
    private final Iterator<Planned> decisions;
    private final Repositories repositories;

    Plan(Iterator<Planned> decisions, Repositories repositories) {
        this.decisions = decisions;
        this.repositories = repositories;
    }

    @Override
    public boolean hasNext() {
        return decisions.hasNext();
    }

    @Override
    public Planned next() {
        return decisions.next();
    }

    /** Closes the repositories, and with them the ends of all moves. */
    @Override
    public void close() {
        repositories.close();
    }
}
