// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.Pause;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.Web;
import dev.ocmtoolkit.ocm.config.ConfigReader;
import dev.ocmtoolkit.ocm.config.CredentialFlags;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.construct.Input;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Transfer;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of the program: where it reads and prints, and what it works with. The composition root: connections and engine are made
 * here, when first needed, and closed here.
 */
final class Session implements AutoCloseable {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Environment environment;
    private final Path workingDirectory;
    private final Pause pause;
    private final Cancellation cancellation;
    private List<String> configFiles = List.of();
    private List<String> configSets = List.of();
    private List<String> credentialArguments = List.of();
    private TransferListener watcher = TransferListener.SILENT;
    private @Nullable OcmConfig config;
    private @Nullable Origins origins;
    private @Nullable CopyEngine engine;

    /**
     * A run.
     *
     * @param out where data goes
     * @param err where progress, warnings and errors go
     * @param environment environment variables and home directory
     * @param workingDirectory against which relative paths are meant
     */
    Session(PrintWriter out, PrintWriter err, Environment environment, Path workingDirectory) {
        this(out, err, environment, workingDirectory, Pause.REAL, new Cancellation());
    }

    /** The same with another clock for waiting before a request is tried again. */
    Session(PrintWriter out, PrintWriter err, Environment environment, Path workingDirectory, Pause pause) {
        this(out, err, environment, workingDirectory, pause, new Cancellation());
    }

    private Session(
            PrintWriter out,
            PrintWriter err,
            Environment environment,
            Path workingDirectory,
            Pause pause,
            Cancellation cancellation) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.pause = pause;
        this.cancellation = cancellation;
    }

    /** What the options before the verb say: configuration files, sets in them, and credentials. */
    void configure(List<String> files, List<String> sets, List<String> credentials) {
        configFiles = List.copyOf(files);
        configSets = List.copyOf(sets);
        credentialArguments = List.copyOf(credentials);
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    Path path(String given) {
        return workingDirectory.resolve(given);
    }

    Map<String, String> variables() {
        return environment.variables();
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Another run, in another directory, that prints to the same places; to be closed by the caller. */
    Session in(Path directory) {
        return new Session(out, err, environment, directory, pause, cancellation);
    }

    /** Has somebody told what transfers of this run bring about, besides what is printed. */
    void watch(TransferListener listener) {
        watcher = listener;
    }

    TransferListener watcher() {
        return watcher;
    }

    /** The target of a transfer; tells when it is an archive that is yet to be made, since a mistyped registry looks like one. */
    RepositorySpec target(String text, Optional<ArchiveFormat> type, boolean dryRun) {
        RepositorySpec target = ComponentRef.target(text, scope());
        if (target instanceof RepositorySpec.Archive archive && !Files.exists(archive.path())) {
            out.flush();
            err.println((dryRun ? "it would make a new archive, " : "making a new archive, ")
                    + archive.path().toAbsolutePath().normalize());
            return type.isEmpty() ? target : new RepositorySpec.Archive(archive.path(), archive.name(), type);
        }
        return target;
    }

    OcmConfig config() {
        OcmConfig known = config;
        if (known == null) {
            known = new ConfigReader(environment)
                    .load(configFiles, configSets)
                    .withConsumers(CredentialFlags.parse(credentialArguments));
            config = known;
        }
        return known;
    }

    ComponentRef.Scope scope() {
        return new ComponentRef.Scope(workingDirectory, config().aliases());
    }

    /** Repositories for one command; to be closed by it. */
    Repositories repositories() {
        return new Repositories(origins(), config().credentials(), cancellation);
    }

    /** Where the constructor finds content that is not in files. */
    Input.Sources sources(Repositories repositories) {
        Web web = new Web(origins(), config().credentials(), cancellation);
        return new Input.Sources(repositories, new Contents(web, repositories::artifact));
    }

    CopyEngine engine() {
        CopyEngine known = engine;
        if (known == null) {
            known = new CopyEngine();
            engine = known;
        }
        return known;
    }

    Transfer transfer() {
        return new Transfer(origins(), engine());
    }

    Origins origins() {
        Origins known = origins;
        if (known == null) {
            known = new Origins(HttpSettings.of(environment.variables())
                    .withPause(pause)
                    .withPlainHttpListener(this::warnOfPlainHttp));
            origins = known;
        }
        return known;
    }

    /** In the words of version 1 of the OCM tools, which scripts look for. */
    private void warnOfPlainHttp(String host) {
        String now = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
        // On a terminal the line must not break into another.
        out.flush();
        err.println(now + " warning [ocm/oci/ocireg] \"using insecure http for oci registry " + host + "\"");
        err.flush();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        if (origins != null) {
            origins.close();
        }
    }
}
