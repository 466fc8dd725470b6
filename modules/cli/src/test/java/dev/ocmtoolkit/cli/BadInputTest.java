// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.http.Pause;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong from outside: one line that begins with Error, the exit code, no stack trace, no secret. */
@Timeout(60)
class BadInputTest {
    private static final String SECRET = "s3cr3t-pass";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void build() throws IOException {
        Files.writeString(directory.resolve("c.yaml"), """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme}
                resources: [{name: text, type: t, input: {type: utf8, text: hello}}]
                """);
        Files.writeString(
                directory.resolve("g.yaml"), "name: acme.org/{{ .NAME }}\nversion: 1.0.0\nprovider: {name: acme}\n");
        assertThat(run("add", "cv", "-c", "-F", "ctf", "c.yaml")).isZero();
        out.getBuffer().setLength(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get cv|a repository or a component version has to be named",
                "get cv nothing|repository \"nothing\" is unknown",
                "get cv ./nothing|nothing",
                "get cv ./nothing//acme.org/app|nothing",
                "get cv ctf//acme.org/none|component \"acme.org/none\" not found in ctf",
                "get cv ctf//acme.org/app:9.9.9|component version \"acme.org/app:9.9.9\" not found in ctf",
                "get cv ctf//App|\"App\" is no component name",
                "get cv ctf//acme.org/app:latest|\"latest\" is no component version",
                "get cv c.yaml|c.yaml",
                "get cv ctf -o bla|output format \"bla\" is unknown; use one of wide, tree, yaml, json, JSON",
                "get cv ctf -o tree -s VERSION|--sort and -o tree contradict each other",
                "transfer cv ctf to --overwrite --no-update|--no-update and --overwrite contradict each other; leave out one",
                "transfer cv ctf to --enforce -E|--stop-on-existing and --enforce contradict each other; leave out one",
                "get cv ctf -s NOTHING|there is no column \"NOTHING\" to sort by",
                "get cv ctf//acme.org/app:1.0.0 -c >0|contradict each other; leave out one of them",
                "get cv ctf -c a.b|\"a.b\" is no version constraint",
                "get cv --repo ctf//acme.org/app|names a component, and a repository is needed",
                "get cv --repo ctf ctf//acme.org/app|is no component name",
                "get cv localhost:5000/acme.org/app:1.0.0|as in localhost:5000//acme.org/app:1.0.0",
                "get cv localhost:5000/x/acme.org/app|as in localhost:5000/x//acme.org/app",
                "get cv localhost:5000/x:1.0|as in localhost:5000//NAME",
                "get resources|ocm get resources needs REFERENCE",
                "get resources ctf//acme.org/app none|ctf//acme.org/app has no resource \"none\"",
                "get resources ctf//acme.org/app text a=b -o json|has no resource \"text a=b\"",
                "get resources ctf//acme.org/app a=b|\"a=b\" stands before any name of a resource",
                "get sources ctf//acme.org/app -o treewide|output format \"treewide\" is unknown",
                "show versions|ocm show versions needs REFERENCE",
                "download resources ctf//acme.org/app none|has no resource \"none\"",
                "download resources ctf//acme.org/app text -O c.yaml/x|cannot be written",
                "download cv ctf//acme.org/app -O c.yaml|is there already",
                "download cv ctf -t zip|archive format \"zip\" is unknown; use directory, tar or tgz",
                "download artifacts|ocm download artifacts needs ARTIFACT...",
                "transfer artifacts ctf|ocm transfer artifacts needs ARTIFACT... TARGET",
                "transfer artifacts ctf//none:1 ctf::other|artifact ctf/none:1 is not there",
                "transfer artifacts ctf ctf::other//Name|is no repository name",
                "help frobnicate|\"frobnicate\" is not understood",
                "check cv ctf//acme.org/app:9.9.9|not found in ctf",
                "transfer cv ctf|a component version and a target repository have to be named",
                "transfer cv ctf//acme.org/app:9.9.9 out|\"acme.org/app:9.9.9\" not found",
                "transfer cv ./nothing out|source: ",
                "transfer cv ctf ctf//acme.org/app|names a component, and a repository is needed",
                "transfer cv ctf ftp://host/x|is no address of a registry",
                "transfer ctf ctf|an archive and a target repository have to be named",
                "transfer ctf ./nothing out|source: ",
                "transfer ctf ctf c.yaml|target: ",
                "add cv -F ctf|no specifications given",
                "add cv -F ctf absent.yaml|there is no file absent.yaml",
                "add cv -F nowhere c.yaml|nowhere",
                "add cv -F ctf --frobnicate c.yaml|--frobnicate",
                "add cv -F ctf --templater spiff c.yaml|templates of the kind spiff are not filled",
                "add cv -F ctf --templater erb c.yaml|\"erb\" is no kind of template; use subst, go or none",
                "add cv -F ctf c.yaml --templater|--templater",
                "add cv -F ctf --templater go g.yaml|g.yaml, line 1: {{ .NAME }} needs a value for NAME, and there is none",
                "add cv -F ctf --templater none c.yaml A=b|values are given, and --templater none uses none",
                "add cv -F ctf -O x c.yaml|--output is where --dry-run prints to",
                "add cv -F ctf -P c.yaml|--preserve-signature is not understood",
                "add cv -F ctf --uploader a=b c.yaml|--uploader is not understood",
                "list cv ctf --lookup other|--lookup has no use here",
                "list cv ctf -S v2|--scheme has no use here",
                "get cv ctf -S v9|schema version \"v9\" is unknown",
                "check cv ctf -r|--recursive is for --deep",
                "transfer cv --dry-run --bom-file bom ctf out|--dry-run writes nothing",
                "transfer cv -o yaml ctf out|-o is the form of what --dry-run prints",
                "transfer cv -c >0 ctf//acme.org/app:1.0.0 out|contradict each other; leave out one of them",
                "transfer cv --script x ctf out|--script is not understood",
                "transfer cv -s x ctf out|--scriptFile is not understood",
                "transfer ctf --uploader a=b ctf out|--uploader is not understood",
                "download resources ctf//acme.org/app --verify|--verify is not understood",
                "download resources ctf//acme.org/app --verified x|--verified is not understood",
                "download resources ctf//acme.org/app --check-verified|--check-verified is not understood",
                "download resources ctf//acme.org/app --downloader a=b|--downloader is not understood",
                "download resources ctf//acme.org/app --oci-layout|use ocm download artifacts",
                "download artifacts ctf --dirtree|--dirtree is not understood",
                "download artifacts ctf --layers 0 -t tgz|which --type and --oci-layout contradict",
                "download artifacts ctf --layers a|--layers needs numbers",
                "download artifacts ctf --layers 9|has no layer 9, but 2 of them, from 0 on",
                "serve|an archive has to be named",
                "serve ctf --listen nowhere|cannot listen on \"nowhere\"",
                "serve ctf --listen 127.0.0.1:99999|cannot listen on",
                "serve nothing|nothing",
                "frobnicate|frobnicate",
                "get frobnicate|frobnicate",
            })
    void isOneErrorLine(String words, String says) {
        assertThat(run(words.split(" "))).isOne();
        assertError(says);
    }

    @Test
    void aFailedTransferLeavesTheTargetAsItWas() throws IOException {
        assertThat(run("transfer", "cv", "ctf", "out")).isZero();
        String before = Files.readString(directory.resolve("out/artifact-index.json"));
        Files.writeString(
                directory.resolve("c2.yaml"),
                Files.readString(directory.resolve("c.yaml")).replace("hello", "other"));
        assertThat(run("add", "cv", "-c", "-F", "ctf2", "c2.yaml")).isZero();

        assertThat(run("transfer", "cv", "ctf2", "out")).isOne();

        assertError("already exists");
        assertThat(Files.readString(directory.resolve("out/artifact-index.json")))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 503})
    void aRegistryThatRefusesIsNamedWithItsHost(int status) throws IOException {
        HttpServer server = scripted(status);
        try {
            String registry =
                    "http://127.0.0.1:%d/m".formatted(server.getAddress().getPort());
            for (String[] words : new String[][] {
                {"get", "cv", registry + "//acme.org/app:1.0.0"},
                {"get", "cv", registry + "//acme.org/app"},
                {"transfer", "cv", "ctf", registry},
                {"transfer", "ctf", "ctf", registry},
                {"transfer", "cv", registry + "//acme.org/app:1.0.0", "out"},
            }) {
                assertThat(run(words)).as(String.join(" ", words)).isOne();
                assertError("");
                assertThat(err.toString()).contains("127.0.0.1");
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNamed() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThat(run("get", "cv", "http://127.0.0.1:%d//acme.org/app:1.0.0".formatted(closed)))
                .isOne();
        assertError("127.0.0.1:" + closed);
        assertThat(run("transfer", "cv", "ctf", "http://127.0.0.1:%d".formatted(closed)))
                .isOne();
        assertError("target: ");
    }

    @Test
    void httpWhereHttpsIsExpectedIsSaid() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answers = Thread.startVirtualThread(() -> answerPlainly(plain));
            assertThat(run("get", "cv", "127.0.0.1:%d//acme.org/app:1.0.0".formatted(plain.getLocalPort())))
                    .isOne();
            assertError("http://");
            assertThat(answers.isAlive()).isTrue();
        }
    }

    private static void answerPlainly(ServerSocket plain) {
        try {
            while (true) {
                try (Socket socket = plain.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    @Test
    void secretsOfTheCommandLineAreNotRepeated() throws IOException {
        HttpServer server = scripted(401);
        try {
            String registry =
                    "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
            assertThat(run(
                            "--cred",
                            ":type=OCIRegistry",
                            "--cred",
                            ":hostname=127.0.0.1",
                            "--cred",
                            "username=me",
                            "--cred",
                            "password=" + SECRET,
                            "get",
                            "cv",
                            registry + "//acme.org/app:1.0.0"))
                    .isOne();
            assertError("127.0.0.1");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatMovesACursorIsNotPrinted() {
        assertThat(run("get", "cv", "no\u001b[31msuch")).isOne();
        assertError("no?[31msuch");
        assertThat(run("get", "cv", "--no\nsuch\u001b")).isOne();
        assertError("--no?such?");
    }

    private void assertError(String says) {
        String text = err.toString();
        assertThat(text.lines().filter(line -> line.startsWith("Error: ")))
                .as(text)
                .hasSize(1);
        assertThat(text).contains(says).doesNotContain(SECRET, "\tat ", "Exception", "fault of the program", "\u001b");
        assertThat(out.toString()).doesNotContain(SECRET, "\tat ");
    }

    private int run(String... args) {
        err.getBuffer().setLength(0);
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session = new Session(
                new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory, new NoPause())) {
            return Ocm.run(session, args);
        }
    }

    private static HttpServer scripted(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"scripted\\n\\u001b[31m\"}]}".getBytes(UTF_8);
            exchange.getRequestBody().readAllBytes();
            if (status == 401) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"it\"");
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    /** A clock on which waiting takes no time. */
    private static final class NoPause implements Pause {
        private Instant now = Instant.now();

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public synchronized void sleep(Duration duration, Cancellation cancellation) {
            now = now.plus(duration);
        }
    }
}
