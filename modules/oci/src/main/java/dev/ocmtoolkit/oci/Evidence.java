// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** Why an object is known to be at a target. There is no evidence without an answer of that target. */
public sealed interface Evidence {

    /** The target took our bytes: a registry answered 201; an archive wrote them, verified, and its scope was committed. */
    record Accepted() implements Evidence {}

    /**
     * The target made it available from another of its repositories.
     *
     * @param from that repository
     */
    record Mounted(String from) implements Evidence {}

    /** The target said that it has it. */
    record Seen() implements Evidence {}

    /**
     * A manifest that the target holds, or just took, vouches for its children.
     *
     * @param manifest that manifest
     */
    record Implied(Digest manifest) implements Evidence {}

    /** It was read again at the target, and its digest was right. */
    record Reread() implements Evidence {}
}
