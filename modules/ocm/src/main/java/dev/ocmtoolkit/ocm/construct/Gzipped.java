// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/**
 * Content, compressed on its way.
 *
 * @param content what is compressed
 */
record Gzipped(Body content) implements Body {
    private static final int BUFFER = 64 * 1024;

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        OutputStream unclosed = new Unclosed(out);
        try (GZIPOutputStream gzip = new GZIPOutputStream(unclosed, BUFFER)) {
            content.writeTo(gzip);
        }
    }
}
