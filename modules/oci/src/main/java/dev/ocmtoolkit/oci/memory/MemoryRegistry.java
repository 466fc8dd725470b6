// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.memory;

import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.WriteScope;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A registry in memory, lost with its last reference. Thread-safe. A write scope has no effect on it: every answer stands at
 * once, as on a remote registry. It has no bound but the heap.
 */
public final class MemoryRegistry implements OciRegistry {
    private static final AtomicLong COUNTER = new AtomicLong();

    private final String origin = "memory:" + COUNTER.incrementAndGet();
    private final Map<String, Shelf> shelves = new ConcurrentSkipListMap<>();

    /** A registry without content. */
    public MemoryRegistry() {}

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public OciStore repository(String name) {
        return new MemoryRepository(this, RepositoryName.checked(name));
    }

    @Override
    public Stream<String> repositories() {
        return shelves.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey);
    }

    @Override
    public WriteScope begin() {
        return new WriteScope() {
            @Override
            public void commit() {
                // Every answer stood at once.
            }

            @Override
            public void close() {
                // Every answer stood at once.
            }
        };
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** {@return the content of a repository to which somebody wrote once} */
    Optional<Shelf> find(String repository) {
        return Optional.ofNullable(shelves.get(repository));
    }

    /** {@return the content of a repository, made when it is not there} */
    Shelf make(String repository) {
        return shelves.computeIfAbsent(repository, name -> new Shelf());
    }
}
