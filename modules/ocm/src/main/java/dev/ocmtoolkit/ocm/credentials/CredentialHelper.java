// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.oci.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program {@code docker-credential-NAME} that keeps logins: it is told the server on its standard input and answers on its
 * standard output (protocol of docker-credential-helpers). Nothing secret is ever an argument, and nothing that it says
 * gets into a message.
 *
 * @param name the name behind {@code docker-credential-}
 * @param timeout how long one run may take, its answer included
 */
record CredentialHelper(String name, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
    private static final String TOKEN_USER = "<token>";
    private static final String NOT_THERE = "credentials not found";
    private static final int ANSWER_LIMIT = 64 * 1024;
    /** How long the end of the output is waited for when the program has ended. */
    private static final Duration GRACE = Duration.ofMillis(500);

    CredentialHelper {
        if (!NAME.matcher(name).matches()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "\"%s\" is no credential helper: letters, digits, '_', '.' and '-' are allowed in its name"
                            .formatted(Text.printable(name)));
        }
    }

    CredentialHelper(String name) {
        this(name, TIMEOUT);
    }

    /**
     * Asks for a login.
     *
     * @param server the server, as the Docker configuration spells it
     * @param environment where the program is looked for, and what it sees
     * @return the login; empty when the helper knows none
     * @throws Failure INVALID when the program is missing, fails, takes too long or answers with something else, or when
     *     configuration of objects names it
     */
    Optional<Login> get(String server, Environment environment) {
        ProcessBuilder builder = new ProcessBuilder(program(environment).toString(), "get");
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        builder.redirectError(Redirect.DISCARD);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw failure("cannot be started", "check that it may be executed", e);
        }
        try {
            Output output = new Output(process);
            tell(process, server);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("did not answer within %d seconds".formatted(timeout.toSeconds()), null, null);
            }
            return answer(output.await(), process.exitValue(), server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.Kind.CANCELLED, Failure.Side.NONE, "cancelled", null, e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path program(Environment environment) {
        return environment
                .program("docker-credential-" + name)
                .orElseThrow(() ->
                        failure("is not in the PATH", "install it, or take it out of the Docker configuration", null));
    }

    private static void tell(Process process, String server) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without listening; its exit code says more.
        }
    }

    private Optional<Login> answer(byte[] answer, int exitValue, String server) {
        if (exitValue != 0) {
            if (new String(answer, StandardCharsets.UTF_8).contains(NOT_THERE)) {
                return Optional.empty();
            }
            throw failure(
                    "failed with exit code " + exitValue,
                    "run \"echo %s | docker-credential-%s get\" to see why".formatted(server, name),
                    null);
        }
        if (answer.length > ANSWER_LIMIT) {
            throw failure("answered with more than %d bytes".formatted(ANSWER_LIMIT), null, null);
        }
        JsonNode json;
        try {
            json = Json.object(answer, "answer");
        } catch (Failure e) {
            // Neither its message nor the failure itself: they quote what was read.
            throw failure("answered with something that is no JSON object", null, null);
        }
        String user = json.path("Username").asText();
        String secret = json.path("Secret").asText();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(user.equals(TOKEN_USER) ? new Login.IdentityToken(secret) : new Login.Basic(user, secret));
    }

    /**
     * What a program says, read while it runs. Another program that it left running may hold the output open for ever, so the
     * end of it is not waited for long.
     */
    private static final class Output {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final Thread reader;

        Output(Process process) {
            reader = Thread.ofPlatform().daemon().start(() -> {
                byte[] buffer = new byte[8192];
                try (InputStream in = process.getInputStream()) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        keep(buffer, n);
                    }
                } catch (IOException e) {
                    // What was read counts.
                }
            });
        }

        /** The rest is read and forgotten, so that the program comes to its end. */
        private synchronized void keep(byte[] buffer, int length) {
            read.write(buffer, 0, Math.min(length, ANSWER_LIMIT + 1 - read.size()));
        }

        byte[] await() throws InterruptedException {
            reader.join(GRACE);
            synchronized (this) {
                return read.toByteArray();
            }
        }
    }

    private Failure failure(String how, @Nullable String wayOut, @Nullable Throwable cause) {
        return new Failure(
                Failure.Kind.INVALID,
                Failure.Side.NONE,
                "credential helper docker-credential-%s %s".formatted(name, how),
                wayOut,
                cause);
    }
}
