// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import java.util.List;

/** Which component versions a reference on the command line means: one, all of a component, or all of an archive. */
final class VersionSelection {
    private VersionSelection() {}

    static List<ComponentId> of(ComponentRef ref, ComponentRepository repository) {
        if (ref.component().isEmpty()) {
            return repository.components().stream()
                    .flatMap(name -> versions(name, repository).stream())
                    .toList();
        }
        String name = ref.component().get();
        return ref.version()
                .map(version -> List.of(new ComponentId(name, version)))
                .orElseGet(() -> versions(name, repository));
    }

    private static List<ComponentId> versions(String name, ComponentRepository repository) {
        return repository.versions(name).stream()
                .map(version -> new ComponentId(name, version))
                .toList();
    }

    static Failure noReference() {
        return new Failure(Failure.Kind.INVALID, "a repository or a component version has to be named")
                .hint("write REPOSITORY//NAME:VERSION");
    }
}
