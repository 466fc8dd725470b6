// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.config.TransportConfig.UploadType;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import dev.ocmtoolkit.ocm.transfer.TransferOptions.Existing;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The options that all commands which transfer component versions have. */
final class TransferFlags {
    private final OptionSpec recursive;
    private final OptionSpec copyResources;
    private final OptionSpec copyLocalResources;
    private final OptionSpec copySources;
    private final OptionSpec overwrite;
    private final OptionSpec type;
    private final OptionSpec disableUploads;
    private final OptionSpec stopOnExisting;
    private final OptionSpec enforce;
    private final OptionSpec noUpdate;
    private final OptionSpec omitAccessTypes;
    private final OptionSpec lookup;
    private final OptionSpec dryRun;
    private final OutputFormat format;
    private final ProofFlags proof;
    private final Report report;

    TransferFlags(Options options) {
        recursive = options.flag("the component versions that they refer to, too", "-r", "--recursive");
        copyResources = options.flag("copy the content of all resources", "-V", "--copy-resources");
        copyLocalResources =
                options.flag("copy the content of resources of relation local", "-L", "--copy-local-resources");
        copySources = options.flag("copy the content of sources", "--copy-sources");
        overwrite = options.flag("replace versions that the target has with other content", "-f", "--overwrite");
        type = options.text("TYPE", ArchiveType.DESCRIPTION, "-t", "--type");
        disableUploads = options.flag(
                "store images with the component version, not as images of the target registry", "--disable-uploads");
        stopOnExisting = options.flag(
                "pass over versions that the target has, and what they refer to", "-E", "--stop-on-existing");
        enforce = options.flag("transfer as if the target had none of the versions", "--enforce");
        noUpdate = options.flag("leave versions that the target has as they are", "--no-update");
        omitAccessTypes = options.texts(
                "TYPE", "never copy content of these access types, separated by commas", "-N", "--omit-access-types");
        lookup = options.texts("REPOSITORY", "where to look for references that are not at the source", "--lookup");
        dryRun = options.flag("only print what would be done, and why", "--dry-run");
        format = OutputFormat.unsorted(
                options, "instead of the table of --dry-run", Mode.YAML, Mode.JSON, Mode.COMPACT_JSON);
        proof = new ProofFlags(options);
        report = new Report(options);
        String scripts = "is not understood: transfers are not decided by scripts of spiff";
        String choose = "choose by --copy-resources, --copy-sources and --omit-access-types";
        options.refuse(true, scripts, choose, "--script");
        options.refuse(true, scripts, choose, "-s", "--scriptFile");
        options.refuse(
                true,
                "is not understood: images go to the target's own registry, and other content stays with its component",
                "leave it out, or use --disable-uploads to keep images with their component, too",
                "--uploader");
    }

    /**
     * Whether it is only to be told what would be done.
     *
     * @throws Failure INVALID when a form is given for what is not told
     */
    boolean dryRun() {
        if (format.isGiven() && !Options.isSet(dryRun)) {
            throw Command.usage("-o is the form of what --dry-run prints").hint("add --dry-run");
        }
        return Options.isSet(dryRun);
    }

    /** The target; an archive that is yet to be made is told. */
    RepositorySpec target(String text, Session session) {
        return session.target(text, ArchiveType.of(type), dryRun());
    }

    /**
     * Begins the report, if one is wanted, and has transfers of the session write it; to be closed.
     *
     * @throws Failure STORAGE when it cannot be written
     */
    Report report(Session session) {
        report.begin(session);
        report.listener().ifPresent(session::watch);
        return report;
    }

    /** Prints what transfers would do. */
    int dryRun(Session session, List<TransferRequest> requests) {
        return new TransferDryRun(session, format).run(requests);
    }

    /** What the flags say, and the configuration where they say nothing. */
    TransferOptions options(TransportConfig config, ComponentRef.Scope scope) {
        TransportConfig flags = new TransportConfig(
                set(recursive),
                set(copyResources),
                set(copyLocalResources),
                set(copySources),
                Optional.empty(),
                set(stopOnExisting),
                set(overwrite),
                Options.words(omitAccessTypes),
                disablesUploads() ? Optional.of(UploadType.LOCAL_BLOB) : Optional.empty());
        TransferOptions options = TransferOptions.of(flags.over(config), false);
        List<RepositorySpec> others = Options.values(lookup).stream()
                .map(text -> ComponentRef.repository(text, scope))
                .toList();
        return options.with(existing(options.existing())).with(others).with(proof.level());
    }

    /** Whether the command line says so, which is worth a line of its output. */
    boolean disablesUploads() {
        return Options.isSet(disableUploads);
    }

    /** To pass over goes before all, then to transfer anew, then to overwrite. */
    private Existing existing(Existing configured) {
        requireOne(stopOnExisting, enforce, overwrite);
        requireOne(noUpdate, enforce, overwrite);
        if (configured == Existing.PASS_OVER) {
            return configured;
        }
        if (Options.isSet(enforce)) {
            return Existing.REPLACE;
        }
        return Options.isSet(noUpdate) && configured == Existing.UPDATE ? Existing.LEAVE : configured;
    }

    /** Some flags say what others contradict. */
    private static void requireOne(OptionSpec flag, OptionSpec... others) {
        for (OptionSpec other : others) {
            if (Options.isSet(flag) && Options.isSet(other)) {
                throw Command.usage(
                                "%s and %s contradict each other".formatted(flag.longestName(), other.longestName()))
                        .hint("leave out one of them");
            }
        }
    }

    private static Optional<Boolean> set(OptionSpec flag) {
        return Options.isSet(flag) ? Optional.of(true) : Optional.empty();
    }
}
