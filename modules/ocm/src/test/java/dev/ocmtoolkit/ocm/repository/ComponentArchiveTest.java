// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.VerifiedReader;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.oci.archive.TarWriter.Owner;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentArchiveTest {
    private static final ComponentId ID = new ComponentId("acme.org/ca", "1.0.0");
    private static final byte[] HELLO = "hello\n".getBytes(UTF_8);
    private static final Digest DIGEST = Digest.of(HELLO);
    private static final String BLOB = "blobs/sha256." + DIGEST.hex();
    private static final String DESCRIPTOR = """
            component:
              name: acme.org/ca
              version: 1.0.0
              provider: acme.org
              componentReferences: []
              repositoryContexts: []
              sources: []
              resources:
              - name: text
                version: 1.0.0
                type: plainText
                relation: local
                access:
                  type: localBlob
                  localReference: sha256.%s
                  mediaType: text/plain
            meta:
              schemaVersion: v2
            """.formatted(DIGEST.hex());

    @TempDir
    private Path temp;

    private String descriptor = DESCRIPTOR;
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final Repositories repositories = new Repositories(origins, Credentials.NONE, new Cancellation());

    @AfterEach
    void close() {
        repositories.close();
        origins.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "tar", "tgz"})
    void isReadAsTheRepositoryThatItWouldBe(String form) throws IOException {
        ComponentRepository repository = repositories.open(archive(form, true));

        assertThat(repository.all()).containsExactly(ID);
        ComponentVersion version = repository.get(ID);
        Descriptor text = version.localBlob(DIGEST);
        assertThat(text).isEqualTo(new Descriptor("text/plain", DIGEST, HELLO.length));
        assertThat(VerifiedReader.readAll(version.repository(), text, 100)).isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "tar", "tgz"})
    void aMissingBlobIsNamed(String form) throws IOException {
        RepositorySpec spec = archive(form, false);

        Failure failure = catchThrowableOfType(Failure.class, () -> repositories.open(spec));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.NOT_FOUND);
        assertThat(failure.sentence()).contains("component archive " + form, DIGEST.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "tar", "tgz"})
    void blobsMayHaveTheNameOfOldArchives(String form) throws IOException {
        descriptor = DESCRIPTOR
                .replace("type: localBlob", "type: localFilesystemBlob")
                .replace("localReference", "fileName");

        ComponentVersion version = repositories.open(archive(form, true)).get(ID);

        assertThat(version.descriptor().resources().getFirst().access())
                .isEqualTo(Access.localBlob(DIGEST, "text/plain"));
        assertThat(VerifiedReader.readAll(version.repository(), version.localBlob(DIGEST), 100))
                .isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "../component-descriptor.yaml", "/etc/passwd", ""})
    void aFileThatIsNamedOtherwiseIsNotLookedFor(String file) throws IOException {
        descriptor = DESCRIPTOR
                .replace("type: localBlob", "type: localFilesystemBlob/v1")
                .replace("localReference: sha256." + DIGEST.hex(), "fileName: \"" + file + "\"");
        RepositorySpec spec = archive("directory", true);

        Failure failure = catchThrowableOfType(Failure.class, () -> repositories.open(spec));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
        assertThat(failure.sentence()).contains("in a file named \"" + file + "\", which is no digest");
    }

    @Test
    void isNotWritten() throws IOException {
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> repositories.open(archive("tar", true)).registry().begin());

        assertThat(failure.kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
        assertThat(failure.sentence()).contains("for reading only");
    }

    private RepositorySpec.Archive archive(String form, boolean complete) throws IOException {
        Path path = temp.resolve(form);
        if (form.equals("directory")) {
            Files.createDirectories(path.resolve("blobs"));
            Files.writeString(path.resolve("component-descriptor.yaml"), descriptor);
            if (complete) {
                Files.write(path.resolve(BLOB), HELLO);
            }
        } else {
            OutputStream file = Files.newOutputStream(path);
            try (TarWriter tar = new TarWriter(form.equals("tar") ? file : new GZIPOutputStream(file))) {
                add(tar, "component-descriptor.yaml", descriptor.getBytes(UTF_8));
                if (complete) {
                    add(tar, BLOB, HELLO);
                }
            }
        }
        return new RepositorySpec.Archive(path, form);
    }

    private static void add(TarWriter tar, String name, byte[] content) throws IOException {
        tar.begin(new TarWriter.Entry(name, '0', 0644, content.length, 0, Owner.NONE, ""));
        tar.write(content, 0, content.length);
    }
}
