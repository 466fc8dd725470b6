// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.Optional;

/** From what the content of an element is made. */
public interface Input {
    /**
     * Content that is to be packed.
     *
     * @param mediaType what it will be
     * @param body makes it
     * @param referenceName the name under which a registry would know it, where it is an artifact
     * @param artifact the digest of the artifact in it, where it is one
     */
    record Content(String mediaType, Body body, Optional<String> referenceName, Optional<Digest> artifact) {}

    /**
     * Where content is found that is not in files.
     *
     * @param repositories registries and archives
     * @param contents web servers and the like
     */
    record Sources(Repositories repositories, Contents contents) {}

    /**
     * Opens what the content is made from; servers are asked only now.
     *
     * @param sources where content is found that is not in files
     * @return the content
     * @throws dev.ocmtoolkit.oci.Failure when it is not there
     */
    Content open(Sources sources);
}
