// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real API server of Kubernetes with its etcd, on 127.0.0.1, with its state in a folder. The programs are looked for in the folder that
 * {@code KUBEBUILDER_ASSETS} names, and on the path; without them, tests that need them are skipped and say so.
 */
public final class ApiServer implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final int etcdPort = freePort();
    private final int port = freePort();
    private final List<String> etcdCommand;
    private final List<String> serverCommand;
    private Process etcd;
    private Process server;

    /** The one that all test classes of a run share. */
    private static final class Shared {
        private static final ApiServer SERVER = start(temporary());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    static ApiServer shared() {
        require();
        return Shared.SERVER;
    }

    /** One of its own, for tests that end it. */
    public static ApiServer start(Path folder) {
        require();
        return new ApiServer(folder);
    }

    /** One of its own, where the programs must be there. */
    public static ApiServer in(Path folder) {
        return new ApiServer(folder);
    }

    private static void require() {
        boolean isThere = Stream.of("kube-apiserver", "etcd", "kubectl")
                .allMatch(program -> find(program).isPresent());
        if (!isThere) {
            System.err.println("not run: " + MISSING);
        }
        Assumptions.assumeTrue(isThere, MISSING);
    }

    private static final String MISSING = "tests on a real API server, which need kube-apiserver,"
            + " kubectl and etcd in the folder of KUBEBUILDER_ASSETS or on the path; ./check sees to that";

    private ApiServer(Path folder) {
        this.folder = folder;
        String url = "http://127.0.0.1:" + etcdPort;
        String peer = "http://127.0.0.1:" + freePort();
        etcdCommand = List.of(
                find("etcd").orElseThrow().toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--log-level=error",
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer);
        serverCommand = List.of(
                find("kube-apiserver").orElseThrow().toString(),
                "--etcd-servers=" + url,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certs"),
                "--token-auth-file=" + write("tokens.csv", "admin-token,admin,admin,\"system:masters\"\n"),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + signingKey(),
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--disable-admission-plugins=ServiceAccount",
                "--audit-log-path=" + auditLog(),
                "--audit-policy-file="
                        + write(
                                "audit.yaml",
                                "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n"));
        etcd = run("etcd", etcdCommand);
        server = run("kube-apiserver", serverCommand);
        awaitReady();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("kube-apiserver");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program in the folder of {@code KUBEBUILDER_ASSETS}, or on the path. */
    public static Optional<Path> find(String program) {
        List<String> folders = new ArrayList<>();
        Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).ifPresent(folders::add);
        folders.addAll(List.of(System.getenv("PATH").split(":")));
        return folders.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With it the server signs the tokens of service accounts. */
    private Path signingKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return write("sa.key", "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process run(String name, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the API server, without notice. */
    void kill() {
        end(server);
    }

    /** Starts it again, on what etcd has. */
    void startAgain() {
        server = run("kube-apiserver", serverCommand);
        awaitReady();
    }

    /** Ends etcd, without notice, while the API server runs on. */
    void killEtcd() {
        end(etcd);
    }

    /** Starts it again, with what it had. */
    void startEtcdAgain() {
        etcd = run("etcd", etcdCommand);
        awaitReady();
    }

    private void awaitReady() {
        long end = System.nanoTime() + PATIENCE;
        while (!isReady()) {
            if (System.nanoTime() > end || !server.isAlive()) {
                throw new AssertionError("the API server did not start; see " + folder);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean isReady() {
        try (HttpClient http = Trust.all()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/readyz".formatted(port)))
                    .header("Authorization", "Bearer admin-token")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    int port() {
        return port;
    }

    /** Where it is. */
    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** The certificate that it can be trusted by. */
    public Path certificate() {
        return folder.resolve("certs/apiserver.crt");
    }

    /** What the server was asked, a JSON object each line. */
    Path auditLog() {
        return folder.resolve("audit.log");
    }

    /** A kubeconfig for a token. */
    Path kubeconfig(String name, String token) {
        return kubeconfig(name, token, url());
    }

    /** A kubeconfig for a token, by way of somebody who stands before the server. */
    Path kubeconfig(String name, String token, String url) {
        return write(name, """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: test, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: default}}]
                current-context: test
                """.formatted(url, certificate(), token));
    }

    /** The kubeconfig of somebody who may do everything. */
    public Path admin() {
        return kubeconfig("admin.kubeconfig", "admin-token");
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        end(server);
        end(etcd);
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
