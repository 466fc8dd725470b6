// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Content that a cancelled command stops writing, wherever it comes from: no socket is closed under what is read from a disk.
 *
 * @param content the content
 * @param cancellation the command's
 */
record Cancellable(Body content, Cancellation cancellation) implements Body {
    @Override
    public OptionalLong length() {
        return content.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                cancellation.check();
                out.write(bytes, from, length);
            }
        });
    }
}
