// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;

/**
 * An object that should be in a repository, and of which that could not be proven.
 *
 * @param where the repository
 * @param object which object
 * @param failure what was found instead; its sentence names object and repository
 */
public record Gap(Location where, Descriptor object, Failure failure) {}
