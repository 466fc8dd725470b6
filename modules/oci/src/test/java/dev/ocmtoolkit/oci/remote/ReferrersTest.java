// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferrersTest {
    private static final Digest SUBJECT = Digest.of(new byte[] {1});
    private static final String TAG = "manifests/sha256-" + SUBJECT.hex();
    private static final Document REFERRER = document("application/x.sig");

    private final RemoteFixture fixture = new RemoteFixture();
    private final OciStore repository = fixture.repository("a");
    private final AtomicReference<String> index = new AtomicReference<>("");

    private static Document document(String artifactType) {
        String text = """
                {"schemaVersion":2,"artifactType":"%s","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":0},
                 "layers":[],"subject":{"mediaType":"x","digest":"%s","size":1},"annotations":{"k":"v"}}""".formatted(artifactType, Digest.EMPTY, SUBJECT);
        return new Document(MediaTypes.MANIFEST, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String index(String entries) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s],\"more\":1}"
                .formatted(MediaTypes.INDEX, entries);
    }

    private static String entry(Digest digest) {
        return "{\"mediaType\":\"m\",\"digest\":\"%s\",\"size\":3}".formatted(digest);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void keepsTheTag() {
        fixture.server.on("PUT", "/v2/a/" + TAG, request -> {
            index.set(new String(request.body(), StandardCharsets.UTF_8));
            request.answer(201, Map.of(), "");
        });
        fixture.server.on(
                "GET",
                "/v2/a/" + TAG,
                request -> request.answer(
                        index.get().isEmpty() ? 404 : 200, Map.of("Content-Type", MediaTypes.INDEX), index.get()));
    }

    @Test
    void areListedByTheRegistryPageByPage() {
        fixture.server.on(
                "GET",
                "/v2/a/referrers/.*",
                200,
                Map.of("Link", "</v2/a/referrers/2>; rel=next"),
                index(entry(SUBJECT)));
        fixture.server.on("GET", "/v2/a/referrers/2", 200, Map.of(), index(entry(Digest.EMPTY)));
        assertThat(repository.referrers(SUBJECT)).extracting(Descriptor::digest).containsExactly(SUBJECT, Digest.EMPTY);
        fixture.server.on("GET", "/v2/a/referrers/.*", 200, Map.of(), index(""));
        assertThat(repository.referrers(SUBJECT)).isEmpty();
    }

    @Test
    void comeFromTheTagWhereTheRegistryHasNoListAndItIsAskedOnce() {
        keepsTheTag();
        index.set(index(entry(Digest.EMPTY)));
        assertThat(repository.referrers(SUBJECT)).extracting(Descriptor::digest).containsExactly(Digest.EMPTY);
        assertThat(repository.referrers(SUBJECT)).hasSize(1);
        assertThat(fixture.server.lines())
                .filteredOn(line -> line.contains("/referrers/"))
                .hasSize(1);
        index.set("");
        assertThat(repository.referrers(SUBJECT)).isEmpty();
    }

    @Test
    void ofAMissingRepositoryAreNoneWhichSaysNothingOfOthers() {
        fixture.server.on("GET", "/v2/a/referrers/.*", 404, Map.of(), "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
        fixture.server.on("GET", "/v2/b/referrers/.*", 200, Map.of(), index(entry(Digest.EMPTY)));
        assertThat(repository.referrers(SUBJECT)).isEmpty();
        assertThat(fixture.repository("b").referrers(SUBJECT)).hasSize(1);
    }

    @Test
    void areNotTakenForNoneWhenTheTokenServiceIsMissing() {
        String realm = "Bearer realm=\"http://" + fixture.server.hostPort() + "/token\"";
        fixture.server.on("GET", "/v2/a/.*", 401, Map.of("WWW-Authenticate", realm), "");
        assertThatThrownBy(() -> repository.referrers(SUBJECT))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNAUTHORIZED));
        assertThatThrownBy(() -> repository.manifest(new Tag("1.0")))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNAUTHORIZED));
    }

    @Test
    void aWebPageIsNoList() {
        keepsTheTag();
        fixture.server.on("GET", "/v2/a/referrers/.*", 200, Map.of("Content-Type", "text/html"), "<html>");
        assertThat(repository.referrers(SUBJECT)).isEmpty();
    }

    @Test
    void areNotTakenForNoneWhenTheyMayNotBeRead() {
        fixture.server.on("GET", "/v2/a/referrers/.*", 403, Map.of(), "");
        assertThatThrownBy(() -> repository.referrers(SUBJECT)).isInstanceOf(Failure.class);
    }

    @Test
    void areKeptByTheRegistryIfItSaysSo() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of("OCI-Subject", SUBJECT.toString()), "");
        assertThat(repository.putManifest(REFERRER, Set.of()).subjectKept()).isTrue();
        assertThat(fixture.server.log()).hasSize(1);
    }

    @Test
    void areEnteredIntoTheTagOtherwiseAndWhatElseIsThereStays() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        keepsTheTag();
        index.set(index(entry(Digest.EMPTY)));
        assertThat(repository.putManifest(REFERRER, Set.of()).subjectKept()).isFalse();
        String entry = """
                {"mediaType":"%s","digest":"%s","size":%d,"artifactType":"application/x.sig","annotations":{"k":"v"}}""".formatted(MediaTypes.MANIFEST, REFERRER.digest(), REFERRER.size());
        assertThat(index.get()).contains(entry(Digest.EMPTY) + "," + entry).contains("\"more\":1");

        assertThat(repository.putManifest(REFERRER, Set.of()).subjectKept()).isFalse();
        assertThat(Json.object(index.get().getBytes(StandardCharsets.UTF_8), "index")
                        .path("manifests"))
                .hasSize(2);
    }

    @Test
    void areEnteredAgainWhenSomebodyOverwroteTheTag() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        keepsTheTag();
        fixture.server.on("PUT", "/v2/a/" + TAG, request -> {
            long puts = fixture.server.lines().stream()
                    .filter(line -> line.startsWith("PUT /v2/a/" + TAG))
                    .count();
            index.set(puts == 1 ? index(entry(Digest.EMPTY)) : new String(request.body(), StandardCharsets.UTF_8));
            request.answer(201, Map.of(), "");
        });
        repository.putManifest(REFERRER, Set.of());
        assertThat(index.get()).contains(REFERRER.digest().toString()).contains(Digest.EMPTY.toString());
    }

    @Test
    void ofTwoRunsAreAllKept() throws Exception {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        keepsTheTag();
        // Who enters something here would see the list without what the other one is about to write.
        CyclicBarrier both = new CyclicBarrier(2);
        fixture.server.on("GET", "/v2/a/" + TAG, request -> {
            String before = index.get();
            meet(both);
            request.answer(before.isEmpty() ? 404 : 200, Map.of("Content-Type", MediaTypes.INDEX), before);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Receipt>> puts = new ArrayList<>();
            for (String type : List.of("application/x", "application/y")) {
                OciStore mine = fixture.repository("a");
                puts.add(threads.submit(() -> mine.putManifest(document(type), Set.of())));
            }
            for (Future<Receipt> one : puts) {
                assertThat(one.get().subjectKept()).isFalse();
            }
        }
        assertThat(index.get())
                .contains(document("application/x").digest().toString())
                .contains(document("application/y").digest().toString());
    }

    /** Waits a moment for a second one. */
    private static void meet(CyclicBarrier puts) {
        try {
            puts.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            // Nobody else came, as it should be.
        }
    }

    @Test
    void neverReplaceSomethingElseUnderTheTag() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        keepsTheTag();
        for (String type : List.of(MediaTypes.INDEX, MediaTypes.MANIFEST)) {
            String foreign = type.equals(MediaTypes.INDEX) ? "{\"config\":{},\"layers\":[]}" : index("");
            fixture.server.on("GET", "/v2/a/" + TAG, 200, Map.of("Content-Type", type), foreign);
            assertThatThrownBy(() -> repository.putManifest(REFERRER, Set.of()))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CONFLICT))
                    .hasMessage("tag sha256-%s of %s/a should list referrers, but is something else"
                            .formatted(SUBJECT.hex(), fixture.server.hostPort()));
        }
        assertThat(index.get()).isEmpty();
    }

    @Test
    void areEnteredIntoAListThatIsNull() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        keepsTheTag();
        index.set("{\"schemaVersion\":2,\"manifests\":null}");
        repository.putManifest(REFERRER, Set.of());
        assertThat(index.get()).contains(REFERRER.digest().toString());
    }

    @Test
    void areGivenUpWhenSomebodyOverwritesTheTagEachTime() {
        fixture.server.on("PUT", "/v2/a/manifests/.*", 201, Map.of(), "");
        fixture.server.on("GET", "/v2/a/" + TAG, 200, Map.of("Content-Type", MediaTypes.INDEX), index(""));
        assertThatThrownBy(() -> repository.putManifest(REFERRER, Set.of()))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CONFLICT));
    }
}
