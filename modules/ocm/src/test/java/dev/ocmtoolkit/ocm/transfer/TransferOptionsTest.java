// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.config.ConfigReader;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor;
import dev.ocmtoolkit.ocm.construct.ConstructListener;
import dev.ocmtoolkit.ocm.construct.ConstructorFile;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentLayout;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import dev.ocmtoolkit.ocm.transfer.TransferOptions.Existing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferOptionsTest {
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.0.0");
    private static final ComponentId LIB = new ComponentId("acme.org/lib", "1.0.0");
    private static final TransferOptions RECURSIVE =
            new TransferOptions(true, false, false, false, false, List.of(), false, true);

    @TempDir
    private Path directory;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final List<Planned> planned = new ArrayList<>();

    @AfterEach
    void close() {
        engine.close();
        origins.close();
    }

    @Test
    void aVersionThatIsThereIsPassedOverWithWhatItRefersTo() throws IOException {
        RepositorySpec to = transferred(add("old", text(APP, "old", "")));
        String withReference = text(APP, "new", reference(LIB));

        TransferReport report =
                transfer(add("new", withReference, text(LIB, "x", "")), to, RECURSIVE.with(Existing.PASS_OVER));

        assertThat(report.failed()).isEmpty();
        assertThat(report.copy().bytesSent()).isZero();
        assertThat(planned).hasSize(1);
        assertThat(standing()).isInstanceOf(Standing.PassedOver.class);
        assertThat(read(to, APP).descriptor())
                .isEqualTo(read(archive("old"), APP).descriptor());
    }

    @Test
    void whatIsNotThereIsTransferredThoughOthersArePassedOver() throws IOException {
        RepositorySpec to = transferred(add("lib", text(LIB, "x", "")));

        transfer(
                add("all", text(APP, "new", reference(LIB)), text(LIB, "y", "")),
                to,
                RECURSIVE.with(Existing.PASS_OVER));

        assertThat(read(to, APP).descriptor().references()).hasSize(1);
        assertThat(read(to, LIB).descriptor())
                .isEqualTo(read(archive("lib"), LIB).descriptor());
    }

    @ParameterizedTest
    @CsvSource({"LEAVE, LeftAsItIs, one", "UPDATE, Outdated, two", "OVERWRITE, Overwritten, two", "REPLACE, Absent, two"
    })
    void whatNoSignatureCoversIsUpdatedUnlessItIsToBeLeft(Existing existing, String standing, String left)
            throws IOException {
        String label = "labels: [{name: note, value: %s}]\n";
        RepositorySpec to = transferred(add("old", text(APP, "same", label.formatted("one"))));

        TransferReport report = transfer(
                add("new", text(APP, "same", label.formatted("two"))), to, TransferOptions.DEFAULT.with(existing));

        assertThat(report.failed()).isEmpty();
        assertThat(standing().getClass().getSimpleName()).isEqualTo(standing);
        assertThat(read(to, APP).descriptor().labels().path(0).path("value").asText())
                .isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"LEAVE, false", "UPDATE, false", "OVERWRITE, true", "REPLACE, true"})
    void otherContentIsReplacedWhereThatIsAskedFor(Existing existing, boolean replaced) throws IOException {
        RepositorySpec to = transferred(add("old", text(APP, "old", "")));

        TransferReport report = transfer(add("new", text(APP, "new", "")), to, TransferOptions.DEFAULT.with(existing));

        assertThat(report.failed()).hasSize(replaced ? 0 : 1);
        assertThat(read(to, APP).descriptor())
                .isEqualTo(read(archive(replaced ? "new" : "old"), APP).descriptor());
    }

    @Test
    void referencesAreLookedForElsewhereToo() throws IOException {
        RepositorySpec app = add("app", text(APP, "x", reference(LIB)));
        RepositorySpec other = add("other", text(new ComponentId("acme.org/other", "1.0.0"), "x", ""));
        RepositorySpec lib = add("lib", text(LIB, "y", ""));

        assertThat(transfer(app, archive("to1"), RECURSIVE).failed())
                .extracting(failed -> failed.failure().map(Failure::sentence).orElse(""))
                .last()
                .isEqualTo("component version \"acme.org/lib:1.0.0\" not found in app");
        assertThat(transfer(app, archive("to2"), RECURSIVE.with(List.of(other, lib)))
                        .failed())
                .isEmpty();
        assertThat(read(archive("to2"), LIB).descriptor())
                .isEqualTo(read(lib, LIB).descriptor());
    }

    @ParameterizedTest
    @CsvSource({">=1, true", ">=2, false", "x y, false"})
    void theConfigurationSaysWhereReferencesAreToo(String versions, boolean found) throws IOException {
        RepositorySpec app = add("app", text(APP, "x", reference(LIB)));
        add("lib", text(LIB, "y", ""));
        String config = """
            type: resolvers.config.ocm.software
            resolvers:
            - repository: {type: CommonTransportFormat, filePath: "%s"}
              componentNamePattern: acme.org/*
              versionConstraint: "%s"
            """.formatted(directory.resolve("lib"), versions);

        assertThat(transfer(app, archive("to"), RECURSIVE, config).failed()).hasSize(found ? 0 : 2);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aGlobalAccessIsKeptWhereThatIsConfigured(boolean kept) throws IOException {
        RepositorySpec from = withGlobalAccess(add("plain", text(APP, "x", "")));
        TransportConfig config =
                config(kept ? "{type: transport.ocm.config.ocm.software, keepGlobalAccess: true}" : "");

        transfer(from, archive("to"), TransferOptions.of(config, false));

        assertThat(access(read(archive("to"), APP)).has("globalAccess")).isEqualTo(kept);
        assertThat(access(read(archive("to"), APP)).path("localReference"))
                .isEqualTo(access(read(from, APP)).path("localReference"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {type: transport.ocm.config.ocm.software}                                                    | UPDATE
        {type: transport.ocm.config.ocm.software, overwrite: true}                                   | OVERWRITE
        {type: transport.ocm.config.ocm.software, overwrite: true, stopOnExistingVersion: true}      | PASS_OVER
        """)
    void theConfigurationSaysWhatBecomesOfWhatIsThere(String config, Existing existing) {
        assertThat(TransferOptions.of(config(config), false).existing()).isEqualTo(existing);
    }

    @Test
    void theSecondToolsConfigurationSaysWhereArtifactsGo() {
        assertThat(TransferOptions.of(config(""), false).uploads()).isTrue();
        assertThat(TransferOptions.of(config("{type: transfer.config.ocm.software, uploadType: localBlob}"), false)
                        .uploads())
                .isFalse();
        assertThat(TransferOptions.of(config("{type: transfer.config.ocm.software, uploadType: ociArtifact}"), false)
                        .uploads())
                .isTrue();
    }

    private static String text(ComponentId id, String text, String more) {
        return """
                ---
                name: %s
                version: %s
                provider: {name: acme}
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: %s}}
                %s
                """.formatted(id.name(), id.version(), text, more);
    }

    private static String reference(ComponentId to) {
        return "references:\n- {name: ref, version: %s, componentName: %s}\n".formatted(to.version(), to.name());
    }

    private RepositorySpec.Archive archive(String name) {
        return new RepositorySpec.Archive(directory.resolve(name), name);
    }

    private RepositorySpec add(String name, String... documents) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(file, String.join("", documents));
        try (Repositories repositories = repositories()) {
            new ComponentConstructor(engine, repositories, Instant.EPOCH)
                    .run(
                            ConstructorFile.read(file, name, new ConstructListener() {}),
                            repositories.create(archive(name)),
                            new ConstructListener() {},
                            new Cancellation());
        }
        return archive(name);
    }

    private RepositorySpec transferred(RepositorySpec from) {
        transfer(from, archive("to"), TransferOptions.DEFAULT);
        planned.clear();
        return archive("to");
    }

    private RepositorySpec withGlobalAccess(RepositorySpec plain) {
        try (Repositories repositories = repositories()) {
            ComponentVersion version = repositories.open(plain).get(APP);
            Element text = version.descriptor().resources().getFirst();
            ObjectNode access = text.access().json().deepCopy();
            access.putObject("globalAccess").put("type", "ociBlob").put("ref", "elsewhere");
            ComponentDescriptor descriptor = version.descriptor().withAccess(text, Access.read(access, "text"));
            ComponentRepository to = repositories.create(archive("global"));
            ComponentLayout layout = ComponentLayout.of(descriptor, version::localBlob);
            List<Move> moves = new ArrayList<>();
            for (Descriptor content : layout.contents()) {
                moves.add(new Move.CopyBlob(version.repository(), to.store(APP.name()), content));
            }
            moves.addAll(layout.moves(to.store(APP.name()), ComponentRepository.tag(APP.version())));
            engine.run(
                    List.of(new Unit(VersionPlanner.key(to, APP), Set.of(), moves))
                            .iterator(),
                    to.registry(),
                    CopyEngine.Commit.DONE_UNITS,
                    new RunListener() {},
                    new Cancellation());
        }
        return archive("global");
    }

    private static ObjectNode access(ComponentVersion version) {
        return version.descriptor().resources().getFirst().access().json();
    }

    private TransferReport transfer(RepositorySpec from, RepositorySpec to, TransferOptions options) {
        return transfer(from, to, options, "");
    }

    private TransferReport transfer(RepositorySpec from, RepositorySpec to, TransferOptions options, String config) {
        ComponentId root = Optional.of(APP).filter(id -> isIn(from, id)).orElse(LIB);
        return new Transfer(origins, engine)
                .run(
                        new TransferRequest(
                                new TransferRequest.Roots.Versions(List.of(root)),
                                from,
                                to,
                                options,
                                new ConfigReader(new Environment(Map.of(), directory))
                                        .parse(config.getBytes(StandardCharsets.UTF_8), "config")),
                        new TransferListener() {
                            @Override
                            public void planned(Planned one) {
                                planned.add(one);
                            }
                        },
                        new Cancellation());
    }

    private static TransportConfig config(String yaml) {
        return new ConfigReader(Environment.OF_OBJECTS)
                .parse(yaml.getBytes(StandardCharsets.UTF_8), "config")
                .transport();
    }

    private boolean isIn(RepositorySpec spec, ComponentId id) {
        try (Repositories repositories = repositories()) {
            return repositories.open(spec).find(id).isPresent();
        }
    }

    private ComponentVersion read(RepositorySpec spec, ComponentId id) {
        try (Repositories repositories = repositories()) {
            return repositories.open(spec).get(id);
        }
    }

    private Repositories repositories() {
        return new Repositories(origins, Credentials.NONE, new Cancellation());
    }

    private Standing standing() {
        return ((Planned.Copy) planned.getFirst()).standing();
    }
}
