// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

/** How much evidence a run wants before it says that something is at the target. */
public enum ProofLevel {
    /** A manifest that the target took, or has with the planned digest, vouches for all that it refers to. Costs nothing. */
    IMPLIED,
    /** After the commit every manifest is read at the target, from the tag on, and every blob asked for. */
    SEEN,
    /** After the commit everything is read at the target and its digest computed. */
    REREAD,
}
