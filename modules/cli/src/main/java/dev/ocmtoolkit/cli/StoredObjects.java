// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.standalone.Kinds;
import dev.ocmtoolkit.controller.standalone.Snapshot;
import dev.ocmtoolkit.controller.standalone.StoredObject;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The objects of controllers that run, or ran, on a directory, as a user asks for them. */
final class StoredObjects {
    private final Path directory;
    private final Optional<String> kind;
    private final Optional<String> name;
    private final Optional<String> namespace;
    private final Snapshot seen;

    /**
     * Looks for them.
     *
     * @param directory the directory with the manifests
     * @param kind of which kind, in any of its spellings
     * @param name of which name
     * @param namespace of which namespace
     */
    StoredObjects(Path directory, Optional<String> kind, Optional<String> name, Optional<String> namespace) {
        this.directory = directory;
        this.kind = kind.map(StoredObjects::kind);
        this.name = name;
        this.namespace = namespace;
        this.seen = Snapshot.of(directory);
    }

    /** Tells what speaks against relying on them; returns them. */
    List<StoredObject> tell(Session session) {
        seen.doubts(this::isMeant).forEach(doubt -> session.err().println("Warning: " + doubt));
        List<StoredObject> found = seen.objects().stream()
                .filter(one -> isMeant(one.object().id()))
                .toList();
        if (found.isEmpty() && name.isPresent()) {
            throw new Failure(
                            Failure.Kind.NOT_FOUND,
                            "there is no %s \"%s\" in %s"
                                    .formatted(kind.orElse("object"), Text.printable(name.get()), directory))
                    .hint("see ocm controller get");
        }
        return found;
    }

    /** Whether controllers run on the directory now. */
    boolean areKept() {
        return seen.stopped().isEmpty();
    }

    private boolean isMeant(ObjectId id) {
        return kind.filter(k -> !k.equals(id.kind())).isEmpty()
                && name.filter(n -> !n.equals(id.name())).isEmpty()
                && namespace.filter(n -> !n.equals(id.namespace())).isEmpty();
    }

    private static String kind(String word) {
        return Kinds.ofWord(word)
                .orElseThrow(() -> new Failure(
                                Failure.Kind.INVALID, "there is no kind \"%s\"".formatted(Text.printable(word)))
                        .hint("use one of " + String.join(", ", Kinds.words())));
    }
}
