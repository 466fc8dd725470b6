// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** The table of all commands, in the order in which help shows them: to add a command, add its line here. */
final class Commands {
    /**
     * One command.
     *
     * @param verb the first word
     * @param object the second word, where the verb has one
     * @param summary what it does, in one line, for every help text
     * @param spec makes its arguments and the {@code Callable<Integer>} behind them; called only when it was asked for
     */
    record Entry(String verb, Optional<ObjectKind> object, String summary, Function<Session, CommandSpec> spec) {
        Entry(String verb, String summary, Function<Session, CommandSpec> spec) {
            this(verb, Optional.empty(), summary, spec);
        }

        Entry(String verb, ObjectKind object, String summary, Function<Session, CommandSpec> spec) {
            this(verb, Optional.of(object), summary, spec);
        }

        /** Whether these arguments can mean this command; says yes too often rather than too rarely. */
        boolean mayBeMeantBy(List<String> arguments) {
            return arguments.contains(verb)
                    && (object.isEmpty() || object.get().spellings().stream().anyMatch(arguments::contains));
        }
    }

    static final List<Entry> ALL = List.of(
            new Entry("quickstart", "see it all work, on two registries of its own", Quickstart::spec),
            new Entry(
                    "add",
                    ObjectKind.COMPONENT_VERSION,
                    "build component versions into an archive",
                    AddComponentVersions::spec),
            new Entry(
                    "transfer",
                    ObjectKind.COMPONENT_VERSION,
                    "bring component versions from a repository into another",
                    TransferComponentVersions::spec),
            new Entry(
                    "transfer",
                    ObjectKind.TRANSPORT_ARCHIVE,
                    "bring all component versions of an archive into a repository",
                    TransferArchive::spec),
            new Entry("get", ObjectKind.COMPONENT_VERSION, "list component versions", GetComponentVersions::spec),
            new Entry("get", ObjectKind.RESOURCE, "list the resources of component versions", GetElements::resources),
            new Entry("get", ObjectKind.SOURCE, "list the sources of component versions", GetElements::sources),
            new Entry(
                    "get",
                    ObjectKind.REFERENCE,
                    "list the references of component versions to others",
                    GetElements::references),
            new Entry(
                    "list",
                    ObjectKind.COMPONENT_VERSION,
                    "list component versions without reading them",
                    ListComponentVersions::spec),
            new Entry("show", ObjectKind.VERSION, "show the versions of a component, one a line", ShowVersions::spec),
            new Entry(
                    "check",
                    ObjectKind.COMPONENT_VERSION,
                    "see whether all that component versions refer to is there",
                    CheckComponentVersions::spec),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_RUN,
                    "keep component versions replicated, as the manifests of a directory say",
                    ControllerRun::spec),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_OBJECTS,
                    "list the objects of the controllers",
                    ControllerGet::spec),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_OBJECT,
                    "show an object of the controllers, with its status and events",
                    ControllerDescribe::spec),
            new Entry("serve", "serve an archive as a registry", Serve::spec),
            new Entry("version", "show the version of this program", ShowVersion::spec),
            new Entry("help", "show the help of a command", Commands::help));

    private Commands() {}

    private static CommandSpec help(Session session) {
        CommandSpec help = CommandSpec.forAnnotatedObject(new HelpCommand());
        help.usageMessage().header();
        return help;
    }
}
