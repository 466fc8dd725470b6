// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;

/** What a verb of the command line is applied to. */
enum ObjectKind {
    COMPONENT_VERSION,
    TRANSPORT_ARCHIVE,
    RESOURCE,
    SOURCE,
    REFERENCE,
    ARTIFACT,
    VERSION,
    COPY,
    CONTROLLER_RUN,
    CONTROLLER_OBJECTS,
    CONTROLLER_OBJECT;

    /** Every spelling that is understood; help texts show the first. */
    List<String> spellings() {
        return switch (this) {
            case COMPONENT_VERSION ->
                List.of("componentversions", "componentversion", "cv", "components", "component", "comps", "comp", "c");
            case TRANSPORT_ARCHIVE -> List.of("commontransportarchive", "ctf");
            case RESOURCE -> List.of("resources", "resource", "res", "r");
            case SOURCE -> List.of("sources", "source", "src", "s");
            case REFERENCE -> List.of("references", "reference", "refs");
            case ARTIFACT -> List.of("artifacts", "artifact", "art", "a");
            case VERSION -> List.of("versions", "vers", "v");
            case COPY -> List.of("copy", "cp");
            case CONTROLLER_RUN -> List.of("run");
            case CONTROLLER_OBJECTS -> List.of("get");
            case CONTROLLER_OBJECT -> List.of("describe");
        };
    }
}
