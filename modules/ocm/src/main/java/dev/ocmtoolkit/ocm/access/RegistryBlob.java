// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Content that is one blob of a registry. */
final class RegistryBlob implements Content {
    private static final int BUFFER = 64 * 1024;

    private final OciSource from;
    private final String mediaType;
    private final Optional<Digest> digest;
    private final Supplier<Descriptor> blob;

    /**
     * Content.
     *
     * @param from where
     * @param mediaType what it is
     * @param digest its digest, if it is known before the registry is asked
     * @param blob finds digest and size, when they are needed
     */
    RegistryBlob(OciSource from, String mediaType, Optional<Digest> digest, Supplier<Descriptor> blob) {
        this.from = from;
        this.mediaType = mediaType;
        this.digest = digest;
        this.blob = blob;
    }

    @Override
    public String mediaType() {
        return mediaType;
    }

    @Override
    public Optional<Digest> digest() {
        return digest;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (VerifiedReader reader = new VerifiedReader(from, blob.get())) {
            for (int n = reader.read(buffer, 0, BUFFER); n >= 0; n = reader.read(buffer, 0, BUFFER)) {
                out.write(buffer, 0, n);
            }
        }
    }
}
