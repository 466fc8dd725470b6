// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.archive.NewArchive;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor.Existing;
import dev.ocmtoolkit.ocm.construct.ComponentSpec;
import dev.ocmtoolkit.ocm.construct.ConstructOptions;
import dev.ocmtoolkit.ocm.construct.ConstructorFile;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm add componentversions}: builds component versions from constructor files into an archive. */
final class AddComponentVersions extends Command {
    private static final String DEFAULT_ARCHIVE = "transport-archive";

    private final OptionSpec file =
            options.text("ARCHIVE", "the archive (default: %s)".formatted(DEFAULT_ARCHIVE), "-F", "--file");
    private final OptionSpec create = options.flag("make the archive if it does not exist", "-c", "--create");
    private final OptionSpec type = options.text("TYPE", ArchiveType.DESCRIPTION, "-t", "--type");
    private final OptionSpec force = options.flag("begin with an empty archive, whatever it holds", "-f", "--force");
    private final OptionSpec replace = options.flag(
            "of a version that is there keep the elements that the files do not replace", "-R", "--replace");
    private final OptionSpec dryRun = options.flag("only print what the files ask for, all places filled", "--dry-run");
    private final OptionSpec output = options.text("FILE", "where a dry run prints to", "-O", "--output");
    private final ConstructFlags flags = new ConstructFlags(session, options);
    private final ReferenceCompletion completion = new ReferenceCompletion(session, options);
    private final PositionalParamSpec words = options.words(
            "[ARCHIVE] FILE... [NAME=VALUE...]",
            "0..*",
            "constructor files, before them perhaps an archive that exists; NAME=VALUE are values for them");

    private AddComponentVersions(Session session) {
        super(session);
        options.refuse(
                false,
                "is not understood: this program does not know signatures yet",
                "leave it out, and sign the component version anew afterwards",
                "-P",
                "--preserve-signature");
        options.refuse(
                true,
                "is not understood: archives keep all content themselves",
                "leave it out, and transfer the archive afterwards",
                "--uploader");
    }

    static CommandSpec spec(Session session) {
        return new AddComponentVersions(session).spec;
    }

    @Override
    int run() {
        List<String> files = new ArrayList<>(Options.values(words));
        List<String> settings = files.stream().filter(ConstructFlags::isSetting).toList();
        files.removeAll(settings);
        RepositorySpec.Archive target = target(files);
        if (files.isEmpty()) {
            throw usage("no specifications given: name a constructor file");
        }
        if (output.getValue() != null && !Options.isSet(dryRun)) {
            throw usage("--output is where --dry-run prints to, and that is not given");
        }
        ConstructOptions reading = flags.options(settings);
        completion.requireRepositories();
        try (ConstructPrinter printer = new ConstructPrinter(session)) {
            List<ComponentSpec> specs = new ArrayList<>();
            for (String name : files) {
                specs.addAll(ConstructorFile.read(session.path(name), name, reading, printer));
            }
            print("found %d component%s".formatted(specs.size(), specs.size() == 1 ? "" : "s"));
            if (Options.isSet(dryRun)) {
                show(specs);
            } else {
                build(specs, target, printer);
            }
        }
        return ExitCodes.DONE;
    }

    private void build(List<ComponentSpec> specs, RepositorySpec.Archive target, ConstructPrinter printer) {
        try (NewArchive made =
                Options.isSet(force) ? NewArchive.insteadOf(target.path()) : NewArchive.at(target.path())) {
            ArchiveFormat format = target.format().orElseGet(() -> ArchiveFormat.of(target.path()));
            RepositorySpec.Archive place = new RepositorySpec.Archive(made.path(), target.name(), Optional.of(format));
            try (Repositories repositories = session.repositories()) {
                if (!Options.isSet(create) && !Options.isSet(force)) {
                    requireArchive(repositories, place);
                }
                ComponentRepository archive = repositories.create(place);
                completion.find(specs, archive, repositories);
                Existing existing = Options.isSet(replace) ? Existing.KEPT : Existing.DROPPED;
                new ComponentConstructor(session.engine(), session.sources(repositories), creationTime(), existing)
                        .run(specs, archive, printer, session.cancellation());
            }
            completion.run(specs, place);
            made.done();
        }
    }

    /** Each component as a document of YAML, as version 1 of the OCM tools prints them. */
    private void show(List<ComponentSpec> specs) {
        StringBuilder text = new StringBuilder();
        for (ComponentSpec spec : specs) {
            text.append("---\n")
                    .append(new String(YamlWriter.write(spec.json()), StandardCharsets.UTF_8))
                    .append('\n');
        }
        String to = Options.value(output, "-");
        if (to.equals("-")) {
            session.out().print(text);
            return;
        }
        try {
            Files.writeString(session.path(to), text);
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "%s cannot be written".formatted(Text.printable(to)),
                    "check the path and its permissions",
                    e);
        }
    }

    private static void requireArchive(Repositories repositories, RepositorySpec.Archive target) {
        try {
            repositories.open(target);
        } catch (Failure failure) {
            throw failure.kind() == Failure.Kind.NOT_FOUND ? failure.hint("make it with --create") : failure;
        }
    }

    /** Without an option, the first word is the archive if it is one that exists. */
    private RepositorySpec.Archive target(List<String> words) {
        String name = file.getValue();
        if (name == null) {
            boolean first = !words.isEmpty() && isArchive(session.path(words.getFirst()));
            name = first ? words.removeFirst() : DEFAULT_ARCHIVE;
        }
        return new RepositorySpec.Archive(session.path(name), name, ArchiveType.of(type));
    }

    private static boolean isArchive(Path path) {
        return Files.isDirectory(path) || CtfArchive.isAt(path);
    }

    /** Now, unless the environment asks for a build that can be repeated (reproducible-builds.org, SOURCE_DATE_EPOCH). */
    private Instant creationTime() {
        String epoch = session.variables().get("SOURCE_DATE_EPOCH");
        if (epoch == null || epoch.isEmpty()) {
            return Instant.now();
        }
        try {
            return Instant.ofEpochSecond(Long.parseLong(epoch));
        } catch (NumberFormatException | DateTimeException e) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "SOURCE_DATE_EPOCH is \"%s\": a number of seconds since 1970 is needed"
                            .formatted(Text.printable(epoch)));
        }
    }
}
