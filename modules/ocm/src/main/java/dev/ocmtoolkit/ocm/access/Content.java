// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import java.util.Optional;

/** The content of an element, read from where it is each time that it is written somewhere. Used by one thread at a time. */
public interface Content extends Body {
    /**
     * What it is: as the access says, else as the server said when it was read; if it was not read yet, the server is asked.
     *
     * @return the media type
     * @throws dev.ocmtoolkit.oci.Failure when the server has to be asked and does not answer
     */
    String mediaType();

    /** {@return its digest, where the access says it} */
    default Optional<Digest> digest() {
        return Optional.empty();
    }
}
