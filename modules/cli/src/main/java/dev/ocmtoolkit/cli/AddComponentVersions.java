// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor;
import dev.ocmtoolkit.ocm.construct.ComponentSpec;
import dev.ocmtoolkit.ocm.construct.ConstructorFile;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final PositionalParamSpec words =
            options.words("FILE", "0..*", "constructor files, before them perhaps an archive that exists");

    private AddComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new AddComponentVersions(session).spec;
    }

    @Override
    int run() {
        List<String> files = new ArrayList<>(Options.values(words));
        RepositorySpec.Archive target = target(files);
        if (files.isEmpty()) {
            throw usage("no specifications given: name a constructor file");
        }
        ConstructPrinter printer = new ConstructPrinter(session);
        try (Repositories repositories = session.repositories();
                printer) {
            if (!Options.isSet(create)) {
                requireArchive(repositories, target);
            }
            List<ComponentSpec> specs = new ArrayList<>();
            for (String name : files) {
                specs.addAll(ConstructorFile.read(session.path(name), name, printer));
            }
            print("found %d component%s".formatted(specs.size(), specs.size() == 1 ? "" : "s"));
            ComponentRepository archive = repositories.create(target);
            new ComponentConstructor(session.engine(), repositories, creationTime())
                    .run(specs, archive, printer, session.cancellation());
        }
        return ExitCodes.DONE;
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
