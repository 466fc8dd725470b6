// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;

/** What a verb of the command line is applied to. */
enum ObjectKind {
    COMPONENT_VERSION,
    TRANSPORT_ARCHIVE,
    RESOURCE,
    VERSION;

    /** Every spelling that is understood; help texts show the first. */
    List<String> spellings() {
        return switch (this) {
            case COMPONENT_VERSION ->
                List.of("componentversions", "componentversion", "cv", "components", "component", "comps", "comp", "c");
            case TRANSPORT_ARCHIVE -> List.of("commontransportarchive", "ctf");
            case RESOURCE -> List.of("resources", "resource", "res", "r");
            case VERSION -> List.of("versions", "vers", "v");
        };
    }
}
