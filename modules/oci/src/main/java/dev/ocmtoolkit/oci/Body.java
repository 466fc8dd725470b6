// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Content on its way into a target, handed out once. Who supplies it verifies it: a body that throws commits nothing.
 *
 * <p>It is a callback, since a blocking HTTP client gives the stream only inside of a request; so reading, hashing and
 * writing run in one thread on every kind of target.
 */
public interface Body {
    /** {@return the number of bytes that will be written, if known} */
    OptionalLong length();

    /**
     * Writes the content, once.
     *
     * @param out where to; not closed
     * @throws IOException when {@code out} fails
     * @throws Failure when the content cannot be supplied, or is not what it should be
     */
    void writeTo(OutputStream out) throws IOException;

    /** {@return a body of no bytes} */
    static Body empty() {
        return of(new byte[0]);
    }

    /**
     * A body of some bytes.
     *
     * @param bytes the content, not copied
     * @return the body
     */
    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }
}
