// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.controller.standalone.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm controller describe}: an object in the layout of {@code kubectl describe}. */
final class ControllerDescribe extends Command {
    private final ManifestsOption manifests = new ManifestsOption(options);
    private final OptionSpec namespace = options.text("NAMESPACE", "its namespace", "-n", "--namespace");
    private final PositionalParamSpec words = options.words("KIND NAME", "0..2", "the object's kind and name");

    private ControllerDescribe(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ControllerDescribe(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(words);
        if (given.size() != 2) {
            throw usage("a kind and a name have to be given, such as: replication my-replication");
        }
        Optional<String> in = Optional.of(Options.value(namespace, "")).filter(n -> !n.isEmpty());
        List<StoredObject> found = new StoredObjects(
                        manifests.path(session), Optional.of(given.getFirst()), Optional.of(given.getLast()), in)
                .tell(session);
        boolean first = true;
        for (StoredObject stored : found) {
            if (!first) {
                print("");
                print("");
            }
            first = false;
            ObjectDescription.lines(stored, Instant.now()).forEach(this::print);
        }
        return ExitCodes.DONE;
    }
}
