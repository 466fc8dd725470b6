// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.WriteScope;
import java.util.function.Supplier;

/** The one write scope of a server that may write, held as long as it serves: what changes it is done and committed in turn. */
final class Writes implements AutoCloseable {
    private final WriteScope scope;

    Writes(OciRegistry registry) {
        this.scope = registry.begin();
    }

    /** Does something and commits it; when this returns, it stands. */
    synchronized <T> T commit(Supplier<T> act) {
        T result = act.get();
        scope.commit();
        return result;
    }

    /** Ends the scope; what was answered for was committed. */
    @Override
    public synchronized void close() {
        scope.close();
    }
}
