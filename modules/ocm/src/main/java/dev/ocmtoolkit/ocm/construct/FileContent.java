// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The content of a file.
 *
 * @param path the file
 */
record FileContent(Path path) implements Body {

    @Override
    public OptionalLong length() {
        try {
            return OptionalLong.of(Files.size(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open(path)) {
            in.transferTo(out);
        }
    }

    static InputStream open(Path path) {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static Failure unreadable(Path path, IOException e) {
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.SOURCE,
                "%s cannot be read: %s".formatted(path, e.getMessage()),
                null,
                e);
    }
}
