// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor;
import dev.ocmtoolkit.ocm.construct.ConstructListener;
import dev.ocmtoolkit.ocm.construct.ConstructorFile;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked when somebody transfers again and again, as a Replication does. */
class UnchangedTransferTest {
    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final RegistryServer source = serve("source");
    private final RegistryServer target = serve("target");
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final Transfer transfer = new Transfer(origins, engine, new ContentCache(ContentCache.LIMIT));

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        source.close();
        target.close();
    }

    @Test
    void oneQuestionPerSide() throws IOException {
        transfer(add("one"), spec(source));
        transfer(spec(source), spec(target));
        asked.clear();

        transfer(spec(source), spec(target));

        assertThat(asked).containsExactly("source HEAD", "target HEAD");
    }

    @Test
    void oneQuestionPerSideAlsoWhereTheTargetKeptWhatItHad() throws IOException {
        RepositorySpec archive = add("one");
        transfer(archive, spec(target));
        transfer(archive, spec(source));
        transfer(spec(source), spec(target));
        transfer(spec(source), spec(target));
        asked.clear();

        transfer(spec(source), spec(target));

        assertThat(asked).containsExactly("source HEAD", "target HEAD");
    }

    @Test
    void aChangeIsSeenAtOnce() throws IOException {
        transfer(add("one"), spec(source));
        transfer(spec(source), spec(target));
        transfer(add("two"), spec(source));
        transfer(spec(source), spec(target));

        try (Repositories repositories = new Repositories(origins, Credentials.NONE, new Cancellation())) {
            ComponentId app = new ComponentId("acme.org/app", "1.0.0");
            assertThat(repositories.open(spec(target)).get(app).descriptor().labels())
                    .isEqualTo(repositories
                            .open(spec(source))
                            .get(app)
                            .descriptor()
                            .labels());
            assertThat(repositories
                            .open(spec(target))
                            .get(app)
                            .descriptor()
                            .labels()
                            .toString())
                    .contains("two");
        }
    }

    private void transfer(RepositorySpec from, RepositorySpec to) {
        TransferRequest request = new TransferRequest(
                new TransferRequest.Roots.Versions(List.of(new ComponentId("acme.org/app", "1.0.0"))),
                from,
                to,
                TransferOptions.DEFAULT,
                OcmConfig.empty(Environment.OF_OBJECTS));
        assertThat(transfer.run(request, new TransferListener() {}, new Cancellation())
                        .failed())
                .isEmpty();
    }

    private RepositorySpec add(String note) throws IOException {
        Path file = Files.writeString(directory.resolve(note + ".yaml"), """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme}
                labels: [{name: note, value: %s}]
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: hello}}
                """.formatted(note));
        RepositorySpec archive = new RepositorySpec.Archive(directory.resolve(note), note);
        try (Repositories repositories = new Repositories(origins, Credentials.NONE, new Cancellation())) {
            new ComponentConstructor(engine, repositories, Instant.EPOCH)
                    .run(
                            ConstructorFile.read(file, note, new ConstructListener() {}),
                            repositories.create(archive),
                            new ConstructListener() {},
                            new Cancellation());
        }
        return archive;
    }

    private RegistryServer serve(String name) {
        return RegistryServer.start(
                new MemoryRegistry(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(served -> asked.add(name + " " + served.method())));
    }

    private static RepositorySpec spec(RegistryServer server) {
        return RepositorySpec.Registry.parse(
                "http://127.0.0.1:" + server.address().getPort());
    }
}
