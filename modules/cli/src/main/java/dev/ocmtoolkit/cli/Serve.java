// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm serve}: an archive as a registry, until it is cancelled. */
final class Serve extends Command {
    private static final String DEFAULT_LISTEN = "127.0.0.1:5000";

    private final OptionSpec writable =
            options.flag("take what is pushed, too; an empty or missing directory becomes a new archive", "--writable");
    private final OptionSpec listen = options.text(
            "HOST:PORT",
            "where to listen (default: %s); port 0: any that is free".formatted(DEFAULT_LISTEN),
            "--listen");
    private final PositionalParamSpec words = options.words("PATH", "0..*", "the archive");

    private Serve(Session session) {
        super(session);
        spec.usageMessage()
                .description(
                        "It is an OCI registry for first steps, for tests, and for pulling straight from an archive. There is no "
                                + "authentication and no encryption: whoever reaches its port can read the archive, and with "
                                + "--writable push and delete, too. That is why it listens on this computer only, unless told "
                                + "otherwise.");
    }

    static CommandSpec spec(Session session) {
        return new Serve(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(words);
        if (given.size() != 1) {
            throw usage("an archive has to be named");
        }
        InetSocketAddress address = address(Options.value(listen, DEFAULT_LISTEN));
        Path path = session.path(given.getFirst());
        boolean mayWrite = Options.isSet(writable);
        if (mayWrite) {
            requireDirectory(path);
        }
        ServerOptions how = mayWrite ? ServerOptions.readWrite() : ServerOptions.readOnly();
        try (CtfArchive archive = mayWrite ? CtfArchive.create(path) : CtfArchive.open(path);
                RegistryServer server = RegistryServer.start(archive, address, how)) {
            print("serving %s at http://%s:%d (%s); end with Ctrl-C"
                    .formatted(
                            given.getFirst(),
                            server.address().getHostString(),
                            server.address().getPort(),
                            mayWrite ? "writable" : "read-only"));
            session.out().flush();
            warning(server.address(), mayWrite).ifPresent(session.err()::println);
            session.err().flush();
            awaitCancellation(session);
        }
        return ExitCodes.DONE;
    }

    /** What to tell a user who lets others in. */
    static Optional<String> warning(InetSocketAddress address, boolean mayWrite) {
        return address.getAddress().isLoopbackAddress()
                ? Optional.empty()
                : Optional.of("Warning: whoever reaches %s:%d can %s the archive, without a password"
                        .formatted(address.getHostString(), address.getPort(), mayWrite ? "read and change" : "read"));
    }

    /** Waits until somebody presses Ctrl-C. */
    static void awaitCancellation(Session session) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (var _ = session.cancellation().onCancel(cancelled::countDown)) {
            cancelled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each change that is pushed would write the whole file anew. */
    private static void requireDirectory(Path path) {
        boolean isFile =
                Files.exists(path) ? Files.isRegularFile(path) : ArchiveFormat.of(path) != ArchiveFormat.DIRECTORY;
        if (isFile) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "a tar or tgz is served for reading only: %s".formatted(path))
                    .hint("leave out --writable, or serve an archive that is a directory");
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            InetSocketAddress address = new InetSocketAddress(text.substring(0, Math.max(colon, 0)), port);
            if (colon > 0 && !address.isUnresolved()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new Failure(Failure.Kind.INVALID, "cannot listen on \"%s\"".formatted(Text.printable(text)))
                .hint("write HOST:PORT, such as 127.0.0.1:5000");
    }
}
