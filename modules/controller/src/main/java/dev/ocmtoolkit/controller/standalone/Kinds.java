// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.api.ReplicationKind;
import dev.ocmtoolkit.controller.core.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of objects that are reconciled, by any of their names. */
public final class Kinds {
    private static final List<Kind<?, ?>> ALL =
            List.of(new OcmRepositoryKind(), new ComponentKind(), new ReplicationKind());

    private Kinds() {}

    /**
     * The kind that a manifest names.
     *
     * @param name as it stands in manifests
     * @return the kind
     */
    static Optional<Kind<?, ?>> ofManifest(String name) {
        return ALL.stream()
                .filter(kind -> kind.names().stream().anyMatch(n -> n.kind().equals(name)))
                .findFirst();
    }

    /**
     * The kind that somebody types: singular or plural, in any case.
     *
     * @param word the word
     * @return its name as it stands in manifests
     */
    public static Optional<String> ofWord(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return names().filter(n -> n.plural().equals(lower)
                        || n.kind().toLowerCase(Locale.ROOT).equals(lower))
                .map(Kind.Name::kind)
                .findFirst();
    }

    /** {@return all names, as they stand in manifests} */
    public static List<String> words() {
        return names().map(Kind.Name::kind).toList();
    }

    private static Stream<Kind.Name> names() {
        return ALL.stream().flatMap(kind -> kind.names().stream());
    }
}
