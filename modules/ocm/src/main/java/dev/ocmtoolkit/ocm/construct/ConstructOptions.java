// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.template.Settings;
import dev.ocmtoolkit.ocm.template.Templater;
import java.util.Optional;

/**
 * How constructor files are read.
 *
 * @param templater what fills them
 * @param settings with which values
 * @param version the version of components that are given none
 * @param schema the form of the descriptors of components that ask for none
 * @param skipDigests whether no digests of resources are recorded
 */
public record ConstructOptions(
        Templater templater, Settings settings, Optional<String> version, Schema schema, boolean skipDigests) {
    /** Filled by {@link Templater#SUBST} without values, and written as schema v2. */
    public static final ConstructOptions DEFAULT =
            new ConstructOptions(Templater.SUBST, Settings.NONE, Optional.empty(), Schema.V2, false);
}
