// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * Content that is one blob, or several after each other; each is verified as it is written.
 *
 * @param from where they are
 * @param blobs which
 */
public record BlobContent(OciSource from, List<Descriptor> blobs) implements Body {
    private static final int BUFFER = 64 * 1024;

    /** Copies the list. */
    public BlobContent {
        blobs = List.copyOf(blobs);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(blobs.stream().mapToLong(Descriptor::size).sum());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (Descriptor blob : blobs) {
            try (VerifiedReader reader = new VerifiedReader(from, blob)) {
                for (int n = reader.read(buffer, 0, BUFFER); n >= 0; n = reader.read(buffer, 0, BUFFER)) {
                    out.write(buffer, 0, n);
                }
            }
        }
    }
}
