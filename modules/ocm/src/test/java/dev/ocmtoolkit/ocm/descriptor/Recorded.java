// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What the OCM tools wrote, kept as test resources. */
public final class Recorded {
    private Recorded() {}

    /** The bytes of a recorded file. */
    public static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream("/recorded/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
