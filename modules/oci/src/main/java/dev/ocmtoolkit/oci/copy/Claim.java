// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Ref;

/**
 * That a manifest is in a repository with everything it consists of, which has to be proven.
 *
 * @param at the repository
 * @param ref the tag or digest under which it is said to be there
 * @param manifest the manifest
 */
public record Claim(OciSource at, Ref ref, Descriptor manifest) {}
