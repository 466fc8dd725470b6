// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Recorded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class ComponentRepositoryTest {
    private static final ComponentId LIB = new ComponentId("acme.org/lib", "0.3.0+b1");
    private static final String TAR = ComponentLayout.DESCRIPTOR_TYPE;

    private final MemoryRegistry registry = new MemoryRegistry();
    private final ComponentRepository repository =
            new ComponentRepository(new RepositorySpec.Archive(Path.of("archive"), "archive"), registry);
    private final OciStore store = repository.store(LIB.name());

    @Test
    void whatTheLayoutWritesIsRead() {
        ComponentDescriptor lib = ComponentDescriptor.parse(Recorded.bytes("lib.yaml"), "lib");
        Descriptor blob = Images.blob(store, MediaTypes.OCTET_STREAM, "lib alpha beta gamma");
        ComponentLayout layout = ComponentLayout.of(lib, digest -> blob);
        write(layout, ComponentRepository.tag(LIB.version()));

        ComponentVersion read = repository.get(LIB);

        assertThat(read.descriptor()).isEqualTo(lib);
        assertThat(read.root()).isEqualTo(layout.root());
        assertThat(read.localBlob(blob.digest())).isEqualTo(blob);
        assertThat(read.parts()).containsExactlyElementsOf(layout.parts());
        assertThat(repository.components()).containsExactly("acme.org/lib");
        assertThat(repository.versions("acme.org/lib")).containsExactly("0.3.0+b1");
        assertThat(store.tags()).containsExactly("0.3.0.build-b1");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> read.localBlob(Digest.EMPTY))
                .withMessageContaining("has no local blob");
    }

    @Test
    void whatTheSecondGenerationWroteIsRead() {
        for (String part : List.of("descriptor", "config")) {
            String text = new String(Recorded.bytes("lib-of-v2-" + part + ".json"), UTF_8);
            Images.blob(store, MediaTypes.OCTET_STREAM, text);
        }
        Descriptor blob = Images.blob(store, "text/plain", "lib alpha beta gamma");
        put(new Document(MediaTypes.MANIFEST, Recorded.bytes("lib-of-v2-manifest.json")));

        ComponentVersion read = repository.get(LIB);

        assertThat(read.descriptor().resources()).hasSize(1);
        assertThat(read.localBlob(blob.digest())).isEqualTo(blob);
    }

    @Test
    void anIndexHasTheComponentsManifestMarkedOrFirst() {
        ComponentDescriptor lib = ComponentDescriptor.parse(Recorded.bytes("lib.yaml"), "lib");
        Document image = Images.withoutTag(store, "layer");
        Descriptor blob = lib.resources().stream()
                .map(r -> new Descriptor(MediaTypes.MANIFEST, image.digest(), image.size()))
                .findFirst()
                .orElseThrow();
        ComponentLayout layout = ComponentLayout.of(
                ComponentDescriptor.parse(
                        new String(Recorded.bytes("lib.yaml"), UTF_8)
                                .replaceAll("localReference: .*", "localReference: " + image.digest())
                                .getBytes(UTF_8),
                        "lib"),
                digest -> blob);
        write(layout, ComponentRepository.tag(LIB.version()));

        ComponentVersion first = repository.get(LIB);
        assertThat(first.localBlob(image.digest()).mediaType()).isEqualTo(MediaTypes.MANIFEST);
        assertThat(first.parts()).hasSize(3);

        put(index(image.descriptor(), "{}", layout.manifest().descriptor(), "{\"software.ocm.descriptor\":\"true\"}"));
        assertThat(repository.get(LIB).descriptor()).isEqualTo(first.descriptor());

        put(index(
                image.descriptor(),
                "{\"software.ocm.descriptor\":\"true\"}",
                layout.manifest().descriptor(),
                "{\"software.ocm.descriptor\":\"true\"}"));
        assertFails(Failure.Kind.CORRUPT, "lists 2 component manifests");
        put(new Document(MediaTypes.INDEX, "{\"manifests\":[]}".getBytes(UTF_8)));
        assertFails(Failure.Kind.CORRUPT, "lists 0 component manifests");
        put(Images.index(MediaTypes.INDEX, image.descriptor()));
        assertFails(Failure.Kind.INVALID, "is no component version");
    }

    @Test
    void anImageIsNoComponentVersion() {
        put(Images.withoutTag(store, "layer"));
        assertFails(Failure.Kind.INVALID, "holds under the tag 0.3.0.build-b1 is no component version");
    }

    @Test
    void theTarMayHoldOtherFilesAndALeadingSlash() throws IOException {
        putTar(TAR, tar("other.txt", "x", "/component-descriptor.yaml", text()));
        assertThat(repository.get(LIB).descriptor().id()).isEqualTo(LIB);
        putTar(TAR.replace("+tar", ""), text());
        assertThat(repository.get(LIB).descriptor().id()).isEqualTo(LIB);
        putTar(
                "application/vnd.gardener.cloud.cnudie.component-descriptor.v2+yaml+tar",
                tar("component-descriptor.yaml", text()));
        assertThat(repository.get(LIB).descriptor().id()).isEqualTo(LIB);
    }

    @Test
    void aDamagedTarIsCorrupt() throws IOException {
        putTar(TAR, tar("other.txt", "x"));
        assertFails(Failure.Kind.CORRUPT, "has no component-descriptor.yaml");
        putTar(TAR, "x".repeat(600));
        assertFails(Failure.Kind.CORRUPT, "is a damaged tar");
        putTar(TAR, tar("component-descriptor.yaml", text()).substring(0, 700));
        assertFails(Failure.Kind.CORRUPT, "is a damaged tar");
        putTar(TAR, "");
        assertFails(Failure.Kind.CORRUPT, "has no component-descriptor.yaml");
    }

    @Test
    void aDescriptorOfAnotherVersionIsCorrupt() throws IOException {
        putTar(
                TAR,
                tar("component-descriptor.yaml", text().replace("version: 0.3.0+b1\nmeta", "version: 0.4.0\nmeta")));
        assertFails(Failure.Kind.CORRUPT, "is that of acme.org/lib:0.4.0");
    }

    @Test
    void aDescriptorThatIsTooLargeIsNotRead() {
        Descriptor huge = new Descriptor(TAR, Images.blob(store, TAR, "x").digest(), ComponentDescriptor.LIMIT + 1L);
        put(Images.manifest(MediaTypes.MANIFEST, Images.blob(store, ComponentLayout.CONFIG_TYPE, "{}"), List.of(huge)));
        assertFails(Failure.Kind.INVALID, "more than 16777216 are not accepted");
    }

    @Test
    void aSparseEntryCannotFillTheMemory() {
        putTar(TAR, sparse(1L << 32));
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> repository.get(LIB));
    }

    @Test
    void whatIsNoVersionIsNotListed() {
        ComponentDescriptor lib = ComponentDescriptor.parse(Recorded.bytes("lib.yaml"), "lib");
        Descriptor blob = Images.blob(store, MediaTypes.OCTET_STREAM, "lib alpha beta gamma");
        ComponentLayout layout = ComponentLayout.of(lib, digest -> blob);
        for (String tag :
                List.of("latest", "1.10.0", "1.9.0", "v2", "01.2.3", "1.2.3.4", "1.9.0-rc.1", "x".repeat(64))) {
            write(layout, new Tag(tag));
        }
        Images.put(repository.store("acme.org/only-aliases"), "latest", "layer");
        Images.put(registry.repository("img/base"), "1.0", "layer");

        assertThat(repository.versions("acme.org/lib")).containsExactly("1.9.0-rc.1", "1.9.0", "1.10.0", "v2");
        assertThat(repository.all().stream().map(ComponentId::toString))
                .containsExactly(
                        "acme.org/lib:1.9.0-rc.1", "acme.org/lib:1.9.0", "acme.org/lib:1.10.0", "acme.org/lib:v2");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> repository.versions("acme.org/only-aliases"))
                .withMessage("component \"acme.org/only-aliases\" not found in archive");
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> repository.versions("acme.org/nothing"));
    }

    @Test
    void aRegistryDoesNotListItsComponents() {
        ComponentRepository remote = new ComponentRepository(RepositorySpec.Registry.parse("ghcr.io/acme"), registry);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(remote::components)
                .matches(failure -> failure.kind() == Failure.Kind.UNSUPPORTED);
        assertThat(remote.store("acme.org/app").location().repository())
                .isEqualTo("acme/component-descriptors/acme.org/app");
        assertThat(repository.find(LIB)).isEmpty();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> repository.get(LIB))
                .withMessage("component version \"acme.org/lib:0.3.0+b1\" not found in archive");
    }

    private void write(ComponentLayout layout, Tag tag) {
        UnitKey key = new UnitKey(store.location(), tag);
        List<Move> moves = new ArrayList<>();
        layout.contents().forEach(content -> moves.add(new Move.Keep(store, content, new Evidence.Seen())));
        moves.addAll(layout.moves(store, tag));
        try (CopyEngine engine = new CopyEngine()) {
            assertThat(engine.run(
                                    List.of(new Unit(key, Set.of(), moves)).iterator(),
                                    registry,
                                    CopyEngine.Commit.DONE_UNITS,
                                    RunListener.SILENT,
                                    new Cancellation())
                            .failures())
                    .isEmpty();
        }
    }

    private void put(Document root) {
        store.putManifest(root, Set.of(ComponentRepository.tag(LIB.version())));
    }

    private void putTar(String type, String content) {
        Descriptor layer = Images.blob(store, type, content);
        put(Images.manifest(
                MediaTypes.MANIFEST, Images.blob(store, ComponentLayout.CONFIG_TYPE, "{}"), List.of(layer)));
    }

    private void assertFails(Failure.Kind kind, String how) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> repository.get(LIB))
                .withMessageContaining(how)
                .matches(failure -> failure.kind() == kind);
    }

    private static String text() {
        return new String(Recorded.bytes("lib.yaml"), UTF_8)
                .replaceAll("(?s)  resources:.*  sources", "  resources: []\n  sources");
    }

    private static Document index(Descriptor first, String annotations, Descriptor second, String others) {
        String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"annotations\":%s}";
        return new Document(
                MediaTypes.INDEX,
                ("{\"manifests\":["
                                + entry.formatted(first.mediaType(), first.digest(), first.size(), annotations)
                                + ","
                                + entry.formatted(second.mediaType(), second.digest(), second.size(), others)
                                + "]}")
                        .getBytes(UTF_8));
    }

    /** Names and contents, in turn; ASCII. */
    private static String tar(String... files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (int i = 0; i < files.length; i += 2) {
                TarArchiveEntry entry = new TarArchiveEntry(files[i], true);
                entry.setSize(files[i + 1].length());
                tar.putArchiveEntry(entry);
                tar.write(files[i + 1].getBytes(UTF_8));
                tar.closeArchiveEntry();
            }
        }
        return out.toString(UTF_8);
    }

    /** A tar of one entry in GNU's sparse format that claims to be this large and has no content. */
    private static String sparse(long size) {
        char[] header = new char[512];
        put(header, 0, "component-descriptor.yaml");
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "00000000000");
        put(header, 136, "00000000000");
        header[156] = 'S';
        put(header, 257, "ustar  ");
        put(header, 398, "00000000000");
        String digits = Long.toOctalString(size);
        String field = "0".repeat(11 - digits.length()) + digits;
        put(header, 386, field);
        put(header, 483, field);
        put(header, 148, "        ");
        int sum = 0;
        for (char c : header) {
            sum += c;
        }
        put(header, 148, "%06o".formatted(sum) + "\0 ");
        return new String(header) + "\0".repeat(1024);
    }

    private static void put(char[] header, int at, String text) {
        text.getChars(0, text.length(), header, at);
    }
}
