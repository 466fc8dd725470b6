// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
     * @param examples command lines that work, for its help text; a test runs them
     */
    record Entry(
            String verb,
            Optional<ObjectKind> object,
            String summary,
            Function<Session, CommandSpec> spec,
            List<String> examples) {
        Entry(String verb, String summary, Function<Session, CommandSpec> spec, String... examples) {
            this(verb, Optional.empty(), summary, spec, List.of(examples));
        }

        Entry(String verb, ObjectKind object, String summary, Function<Session, CommandSpec> spec, String... examples) {
            this(verb, Optional.of(object), summary, spec, List.of(examples));
        }

        /** Whether these arguments can mean this command; says yes too often rather than too rarely. */
        boolean mayBeMeantBy(List<String> arguments) {
            return arguments.contains(verb)
                    && (object.isEmpty() || object.get().spellings().stream().anyMatch(arguments::contains));
        }
    }

    static final List<Entry> ALL = List.of(
            new Entry(
                    "quickstart", "see it all work, on two registries of its own", Quickstart::spec, "ocm quickstart"),
            new Entry(
                    "add",
                    ObjectKind.COMPONENT_VERSION,
                    "build component versions into an archive",
                    AddComponentVersions::spec,
                    "ocm add cv --create --file ctf constructor.yaml",
                    "ocm add cv --create --type tgz --file app.tgz --settings values.yaml constructor.yaml VERSION=1.2.0"),
            new Entry(
                    "transfer",
                    ObjectKind.COMPONENT_VERSION,
                    "bring component versions from a repository into another",
                    TransferComponentVersions::spec,
                    "ocm transfer cv --recursive ctf//acme.org/app:1.0.0 http://localhost:5000/mirror",
                    "ocm transfer cv --recursive --dry-run ctf//acme.org/app:1.0.0 http://localhost:5000/mirror"),
            new Entry(
                    "transfer",
                    ObjectKind.TRANSPORT_ARCHIVE,
                    "bring all component versions of an archive into a repository",
                    TransferArchive::spec,
                    "ocm transfer ctf ctf http://localhost:5000/mirror",
                    "ocm transfer ctf --verify-target ctf http://localhost:5000/mirror"),
            new Entry(
                    "transfer",
                    ObjectKind.ARTIFACT,
                    "copy images and other artifacts between registries and archives",
                    TransferArtifacts::spec,
                    "ocm transfer artifacts http://localhost:5000/tools/hello:1.0 ctf::images",
                    "ocm transfer artifacts http://localhost:5000/tools/hello http://localhost:5000/mirror/hello"),
            new Entry(
                    "oci",
                    ObjectKind.COPY,
                    "copy an image, or all of a repository, with its signatures",
                    OciCopy::spec,
                    "ocm oci copy http://localhost:5000/tools/hello:1.0 http://localhost:5000/mirror/hello",
                    "ocm oci copy --all-tags http://localhost:5000/tools/hello ctf//tools/hello"),
            new Entry(
                    "get",
                    ObjectKind.COMPONENT_VERSION,
                    "list component versions",
                    GetComponentVersions::spec,
                    "ocm get cv ctf",
                    "ocm get cv ctf//acme.org/app:1.0.0 --recursive -o tree",
                    "ocm get cv --repo ctf acme.org/app --constraints '>=1.0 <2' --latest -o yaml"),
            new Entry(
                    "get",
                    ObjectKind.RESOURCE,
                    "list the resources of component versions",
                    GetElements::resources,
                    "ocm get resources ctf//acme.org/app:1.0.0",
                    "ocm get resources ctf//acme.org/app:1.0.0 tool architecture=amd64 -o wide"),
            new Entry(
                    "get",
                    ObjectKind.SOURCE,
                    "list the sources of component versions",
                    GetElements::sources,
                    "ocm get sources ctf//acme.org/app:1.0.0"),
            new Entry(
                    "get",
                    ObjectKind.REFERENCE,
                    "list the references of component versions to others",
                    GetElements::references,
                    "ocm get references ctf//acme.org/app:1.0.0 --recursive"),
            new Entry(
                    "list",
                    ObjectKind.COMPONENT_VERSION,
                    "list component versions without reading them",
                    ListComponentVersions::spec,
                    "ocm list cv ctf --latest"),
            new Entry(
                    "show",
                    ObjectKind.VERSION,
                    "show the versions of a component, one a line",
                    ShowVersions::spec,
                    "ocm show versions ctf//acme.org/app '>=1.0'"),
            new Entry(
                    "check",
                    ObjectKind.COMPONENT_VERSION,
                    "see whether all that component versions refer to is there",
                    CheckComponentVersions::spec,
                    "ocm check cv ctf --fail-on-error",
                    "ocm check cv --deep --recursive ctf//acme.org/app:1.0.0"),
            new Entry(
                    "download",
                    ObjectKind.RESOURCE,
                    "write the content of resources into files",
                    DownloadResources::spec,
                    "ocm download resources ctf//acme.org/app:1.0.0 notes -O notes.txt",
                    "ocm download resources ctf//acme.org/app:1.0.0 --recursive -O resources"),
            new Entry(
                    "download",
                    ObjectKind.COMPONENT_VERSION,
                    "write component versions, each into a component archive",
                    DownloadComponentVersions::spec,
                    "ocm download cv ctf//acme.org/app:1.0.0 -t tgz -O app.tgz"),
            new Entry(
                    "download",
                    ObjectKind.ARTIFACT,
                    "write images and other artifacts into files",
                    DownloadArtifacts::spec,
                    "ocm download artifacts http://localhost:5000/tools/hello:1.0 -t tgz -O hello.tgz"),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_RUN,
                    "keep component versions replicated, as the manifests of a directory say",
                    ControllerRun::spec,
                    "ocm controller run --manifests manifests"),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_OBJECTS,
                    "list the objects of the controllers",
                    ControllerGet::spec,
                    "ocm controller get --manifests manifests",
                    "ocm controller get ocmrepositories --manifests manifests -o wide"),
            new Entry(
                    "controller",
                    ObjectKind.CONTROLLER_OBJECT,
                    "show an object of the controllers, with its status and events",
                    ControllerDescribe::spec,
                    "ocm controller describe ocmrepository source --manifests manifests"),
            new Entry(
                    "serve",
                    "serve an archive as a registry",
                    Serve::spec,
                    "ocm serve ctf --listen localhost:5000",
                    "ocm serve --writable registry --listen localhost:5000"),
            new Entry("version", "show the version of this program", ShowVersion::spec, "ocm version"),
            new Entry("help", "show the help of a command", ShowHelp::spec, "ocm help transfer cv"));

    private Commands() {}
}
