// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.Ref;

/**
 * What a unit brings about: a manifest at a place, under a tag or a digest.
 *
 * @param where the target repository
 * @param ref the tag or digest
 */
public record UnitKey(Location where, Ref ref) {

    /** {@return place and reference, as they stand in messages} */
    @Override
    public String toString() {
        return where + ":" + ref;
    }
}
