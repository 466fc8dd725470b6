// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Links;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Remembers which manifest refers to which subject, so that asking for referrers reads each manifest once. Thread-safe. */
final class Subjects {
    private static final int LIMIT = 16_384;

    private final Map<Digest, Optional<Digest>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Optional<Digest>> eldest) {
            return size() > LIMIT;
        }
    };

    /** The subject of a manifest; a missing manifest has none, and may come back. */
    Optional<Digest> of(Digest manifest, Supplier<Optional<Document>> reader) {
        synchronized (known) {
            Optional<Digest> subject = known.get(manifest);
            if (subject != null) {
                return subject;
            }
        }
        Optional<Document> document = reader.get();
        Optional<Digest> subject =
                document.flatMap(read -> Links.of(read).subject()).map(Descriptor::digest);
        if (document.isPresent()) {
            synchronized (known) {
                known.put(manifest, subject);
            }
        }
        return subject;
    }
}
