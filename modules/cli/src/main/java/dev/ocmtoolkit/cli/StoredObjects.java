// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.controller.standalone.Kinds;
import dev.ocmtoolkit.controller.standalone.ManifestDirectory;
import dev.ocmtoolkit.controller.standalone.Problem;
import dev.ocmtoolkit.controller.standalone.StateDirectory;
import dev.ocmtoolkit.controller.standalone.StoredObject;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The objects of controllers that run, or ran, on a directory.
 *
 * @param directory the directory with the manifests
 * @param namespace whose objects
 */
record StoredObjects(Path directory, Optional<String> namespace) {
    /** Those of a kind and name, or all of them. */
    List<StoredObject> find(Optional<String> kind, Optional<String> name) {
        Optional<String> wanted = kind.map(StoredObjects::kind);
        List<StoredObject> found = StateDirectory.read(directory).stream()
                .filter(one -> wanted.isEmpty() || one.object().id().kind().equals(wanted.get()))
                .filter(one -> name.isEmpty() || one.object().id().name().equals(name.get()))
                .filter(one ->
                        namespace.isEmpty() || one.object().id().namespace().equals(namespace.get()))
                .toList();
        if (found.isEmpty() && name.isPresent()) {
            throw new Failure(
                            Failure.Kind.NOT_FOUND,
                            "there is no %s \"%s\" in %s"
                                    .formatted(wanted.orElse("object"), Text.printable(name.get()), directory))
                    .hint("see ocm controller get");
        }
        return found;
    }

    /** What is wrong in files, where there is no object that could say so. */
    void tellProblems(Session session) {
        for (Problem problem : new ManifestDirectory(directory).problems()) {
            session.err().println("Warning: " + problem);
        }
    }

    private static String kind(String word) {
        return Kinds.ofWord(word)
                .orElseThrow(() -> new Failure(
                                Failure.Kind.INVALID, "there is no kind \"%s\"".formatted(Text.printable(word)))
                        .hint("use one of " + String.join(", ", Kinds.words())));
    }
}
