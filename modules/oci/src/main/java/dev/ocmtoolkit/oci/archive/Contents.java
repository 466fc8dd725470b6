// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the scan of a tar found of an archive: where its index is, and each blob, in the order of the tar. */
final class Contents {
    private static final String BLOBS = "blobs/";

    private final String origin;
    private final Map<Digest, TarScan.Entry> blobs = new LinkedHashMap<>();
    private Optional<TarScan.Entry> index = Optional.empty();

    Contents(String origin) {
        this.origin = origin;
    }

    /** The name of a blob's entry. */
    static String name(Digest digest) {
        return BLOBS + digest.algorithm() + "." + digest.hex();
    }

    /** The digest that an entry is named by; empty when it is no blob. */
    static Optional<Digest> digest(String name) {
        int dot = name.indexOf('.');
        if (!name.startsWith(BLOBS) || dot < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Digest(name.substring(BLOBS.length(), dot), name.substring(dot + 1)));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /** Takes what belongs to an archive; other files are none of its content. */
    void add(TarScan.Entry entry) {
        Optional<Digest> digest = digest(entry.name());
        if (digest.isPresent()) {
            once(entry, blobs.putIfAbsent(digest.get(), entry) == null);
        } else if (entry.name().equals(IndexJson.NAME)) {
            once(entry, index.isEmpty());
            index = Optional.of(entry);
        }
    }

    Map<Digest, TarScan.Entry> blobs() {
        return blobs;
    }

    TarScan.Entry index() {
        return index.orElseThrow(() -> IndexJson.missing(origin));
    }

    private void once(TarScan.Entry entry, boolean isFirst) {
        if (!isFirst) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.NONE,
                    "%s has two entries of the name %s".formatted(origin, entry.name()),
                    "get the archive again from where it came from",
                    null);
        }
    }
}
