// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.copy.CopyEngine.Commit;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Evidence cannot be made up: what registries promise is found out, over HTTP. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProofTest {
    private static final Tag ONE = new Tag("1");

    @TempDir
    private Path directory;

    private final CopyEngine engine = new CopyEngine();
    private final Cancellation cancellation = new Cancellation();
    private final OciStore from = new MemoryRegistry().repository("from");
    private final TappedRegistry behind = new TappedRegistry(new MemoryRegistry());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final RegistryServer server = RegistryServer.start(
            behind,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerOptions.readWrite().withListener(served -> requests.add(served.method() + " " + served.path())));
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final OciRegistry target = new RemoteRegistry(
            origins, "http", "127.0.0.1:" + server.address().getPort(), Credentials.NONE, cancellation);
    private final OciStore to = target.repository("to");
    private final Told told = new Told();

    private Document amd;
    private Document arm;
    private Document index;

    @BeforeEach
    void makeAnImageForTwoPlatforms() {
        amd = Images.withoutTag(from, "shared", "amd");
        arm = Images.withoutTag(from, "shared", "arm");
        index = Images.index(MediaTypes.INDEX, amd.descriptor(), arm.descriptor());
        from.putManifest(index, Set.of(ONE));
    }

    @AfterEach
    void close() {
        target.close();
        origins.close();
        server.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource(value = ProofLevel.class, names = "IMPLIED", mode = Mode.EXCLUDE)
    void whatIsInOrderHasEvidenceOfEachObject(ProofLevel level) {
        CopyReport report = run(level);

        assertThat(report.failures()).isEmpty();
        assertThat(report.gaps()).isEmpty();
        // Three manifests; of blobs one configuration and three layers.
        assertThat(told.confirmed).hasSize(7);
        assertThat(told.confirmed.values().stream().filter(Evidence.Seen.class::isInstance))
                .hasSize(level == ProofLevel.SEEN ? 4 : 0);
        assertThat(told.confirmed.values().stream().filter(Evidence.Reread.class::isInstance))
                .hasSize(level == ProofLevel.SEEN ? 3 : 7);
    }

    @Test
    void itCostsOneRequestForEachObjectAndOneForTheTag() {
        run(ProofLevel.IMPLIED);
        requests.clear();
        assertThat(run(ProofLevel.IMPLIED).gaps()).isEmpty();
        assertThat(requests).containsExactly("HEAD /v2/to/manifests/1");
        assertThat(told.confirmed).isEmpty();

        requests.clear();
        assertThat(run(ProofLevel.SEEN).gaps()).isEmpty();
        assertThat(requests).hasSize(1 + 1 + 7);
        assertThat(requests.stream().filter(request -> request.startsWith("GET")))
                .hasSize(3)
                .allMatch(request -> request.contains("/manifests/"));

        requests.clear();
        assertThat(run(ProofLevel.REREAD).gaps()).isEmpty();
        assertThat(requests).hasSize(1 + 1 + 7);
        assertThat(requests.stream().filter(request -> request.startsWith("GET")))
                .hasSize(7);
    }

    @Test
    void aManifestThatIsRemovedBeforeTheReportIsNamed() {
        told.atDone = () -> behind.repository("to").deleteManifest(arm.digest());

        CopyReport report = run(ProofLevel.SEEN);

        assertThat(report.failures()).isEmpty();
        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.object().digest()).isEqualTo(arm.digest());
            assertThat(gap.where()).isEqualTo(to.location());
            assertThat(gap.failure().side()).isEqualTo(Side.TARGET);
            assertThat(gap.failure().sentence())
                    .isEqualTo("manifest %s (%s) in %s is not there"
                            .formatted(arm.digest(), MediaTypes.MANIFEST, to.location()));
        });
    }

    @Test
    void withoutProofNobodyLooks() {
        told.atDone = () -> behind.repository("to").deleteManifest(arm.digest());

        assertThat(run(ProofLevel.IMPLIED).gaps()).isEmpty();
    }

    @Test
    void aRegistryThatStoresNothingIsFoundOut() {
        behind.forget(index.digest());

        assertThat(run(ProofLevel.SEEN).gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.object()).isEqualTo(index.descriptor());
            assertThat(gap.failure().sentence()).endsWith("the tag 1 is not there");
        });
    }

    @Test
    void aTagThatWasMovedIsFoundOut() {
        told.atDone = () -> behind.repository("to").putManifest(arm, Set.of(ONE));

        assertThat(run(ProofLevel.SEEN).gaps())
                .singleElement()
                .satisfies(
                        gap -> assertThat(gap.failure().sentence()).endsWith("the tag 1 stands for " + arm.digest()));
    }

    @ParameterizedTest
    @EnumSource(value = ProofLevel.class, names = "IMPLIED", mode = Mode.EXCLUDE)
    void whatIsGoneThoughTheImageWasThereBeforeIsSentOnceMore(ProofLevel level) {
        run(ProofLevel.IMPLIED);
        behind.repository("to").deleteManifest(arm.digest());
        behind.repository("to").deleteBlob(Images.digest("shared"));
        behind.repository("to").deleteBlob(Images.digest("arm"));

        CopyReport report = run(level);

        assertThat(report.gaps()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(report.units()).isOne();
        assertThat(report.bytesSent()).isEqualTo("shared".length() + "arm".length());
        assertThat(told.ends).containsExactly("done", "done");
        assertThat(behind.repository("to").manifest(arm.digest())).isEqualTo(arm);
    }

    @Test
    void whatTheSourceLacksTooStaysAGapAndSaysWhy() {
        run(ProofLevel.IMPLIED);
        behind.repository("to").deleteBlob(Images.digest("arm"));
        behind.repository("to").deleteBlob(Images.digest("amd"));
        from.deleteBlob(Images.digest("arm"));

        CopyReport report = run(ProofLevel.SEEN);

        assertThat(report.failures()).isEmpty();
        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.object().digest()).isEqualTo(Images.digest("arm"));
            assertThat(gap.failure().side()).isEqualTo(Side.TARGET);
            assertThat(gap.failure().wayOut())
                    .startsWith("it could not be sent again: ")
                    .contains(Images.digest("arm").toString());
        });
    }

    @Test
    void whatIsLostAgainIsAGap() {
        run(ProofLevel.IMPLIED);
        behind.repository("to").deleteManifest(arm.digest());
        behind.forget(arm.digest());

        assertThat(run(ProofLevel.SEEN).gaps())
                .extracting(gap -> gap.object().digest())
                .containsExactly(arm.digest());
    }

    @Test
    void onlyWhoReadsFindsOtherBytes() {
        // Our own server would not give them out.
        TappedRegistry wire = new TappedRegistry(target);
        wire.change(Images.digest("arm"), in -> new ByteArrayInputStream("leg".getBytes(UTF_8)));
        Unit unit = plan(wire.repository("to"));

        assertThat(run(ProofLevel.SEEN, unit).gaps()).isEmpty();
        assertThat(run(ProofLevel.REREAD, unit).gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.object().digest()).isEqualTo(Images.digest("arm"));
            assertThat(gap.failure().kind()).isEqualTo(Failure.Kind.CORRUPT);
            assertThat(gap.failure().sentence()).contains("does not match its digest");
        });
    }

    @Test
    void aUnitThatFailedIsNoGap() {
        Document other = Images.put(from, "2", "other");
        Unit bad = ImagePlanner.plan(from, other.digest(), to, Optional.of(new Tag("2")));
        from.deleteBlob(Images.digest("other"));

        CopyReport report = run(ProofLevel.SEEN, plan(to), bad);

        assertThat(report.failures()).containsOnlyKeys(bad.key());
        assertThat(report.gaps()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveIsReadAgainAfterItsCommit(ArchiveFormat format) {
        try (CtfArchive archive = CtfArchive.create(directory.resolve("archive"), format)) {
            Unit unit = ImagePlanner.plan(from, index.digest(), archive.repository("to"), Optional.of(ONE));
            CopyReport report = engine.run(
                    List.of(unit).iterator(), archive, Commit.DONE_UNITS, ProofLevel.REREAD, told, cancellation);
            assertThat(report.gaps()).isEmpty();
        }
        assertThat(told.confirmed.values()).hasSize(7).allMatch(Evidence.Reread.class::isInstance);
    }

    @Test
    void itCanBeCancelled() {
        Claim claim = new Claim(from, ONE, index.descriptor());
        cancellation.cancel();

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> engine.prove(List.of(claim), ProofLevel.SEEN, told, cancellation))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.CANCELLED));
    }

    private Unit plan(OciStore store) {
        return ImagePlanner.plan(from, index.digest(), store, Optional.of(ONE));
    }

    private CopyReport run(ProofLevel level) {
        return run(level, plan(to));
    }

    private CopyReport run(ProofLevel level, Unit... units) {
        return engine.run(List.of(units).iterator(), target, Commit.DONE_UNITS, level, told, cancellation);
    }

    /** What a listener was told; does something when a unit is done. */
    private static final class Told implements RunListener {
        private final Map<Digest, Evidence> confirmed = new ConcurrentHashMap<>();
        private final List<String> ends = new CopyOnWriteArrayList<>();
        private Runnable atDone = () -> {};

        @Override
        public void confirmed(Location where, Descriptor object, Evidence evidence) {
            confirmed.put(object.digest(), evidence);
        }

        @Override
        public void done(UnitKey key) {
            ends.add("done");
            atDone.run();
        }

        @Override
        public void failed(UnitKey key, Failure failure) {
            ends.add(failure.sentence());
        }
    }
}
