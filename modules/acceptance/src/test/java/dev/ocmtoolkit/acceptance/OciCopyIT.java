// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ocm oci copy} between repositories of Debian's docker-registry, which has no list of referrers: they are kept under a tag. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OciCopyIT {
    @TempDir
    private Path scratch;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private Program ocm;
    private DebianRegistry server;
    private RemoteRegistry registry;
    private String url;

    @BeforeEach
    void start() throws IOException {
        ocm = new Program(scratch.resolve("work"));
        server = DebianRegistry.start(scratch);
        url = "http://" + server.address();
        registry = new RemoteRegistry(origins, "http", server.address(), Credentials.NONE, new Cancellation());
    }

    @AfterEach
    void stop() {
        origins.close();
        server.close();
    }

    @Test
    void referrersAreEnteredIntoTheListOfTheTarget() {
        OciStore one = registry.repository("one");
        Document image = image(one, "");
        one.putManifest(image, Set.of(new Tag("1")));
        Document signature = image(one, subject(image, "application/signature"));
        one.putManifest(signature, Set.of());
        OciStore two = registry.repository("two");
        two.putManifest(image(two, ""), Set.of(new Tag("1")));
        Document bill = image(two, subject(image, "application/bill"));
        two.putManifest(bill, Set.of());

        copies("--all-tags", url + "/one", url + "/to");
        copies(url + "/two:1", url + "/to");
        copies(url + "/to:1", "images.tar//to");
        copies("--all-tags", "images.tar//to", url + "/back");

        for (String name : List.of("to", "back")) {
            OciStore there = registry.repository(name);
            assertThat(there.manifest(new Tag("1"))).isEqualTo(image);
            assertThat(there.tags())
                    .containsExactlyInAnyOrder("1", "sha256-" + image.digest().hex());
            assertThat(there.referrers(image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactlyInAnyOrder(signature.digest(), bill.digest());
        }
    }

    @Test
    void anIndexWithoutAChildIsAGapAndTheRestIsThere() {
        OciStore from = registry.repository("from");
        Document kept = image(from, "");
        from.putManifest(kept, Set.of());
        Document lost = image(from, ",\"annotations\":{\"a\":\"b\"}");
        from.putManifest(lost, Set.of());
        from.putManifest(
                new Document(MediaTypes.INDEX, """
                        {"schemaVersion":2,"mediaType":"%s","manifests":[%s,%s]}""".formatted(
                                MediaTypes.INDEX, json(lost.descriptor()), json(kept.descriptor()))
                        .getBytes(UTF_8)),
                Set.of(new Tag("index")));
        from.deleteManifest(lost.digest());

        Program.Result result = ocm.run("oci", "copy", "--skip-missing", url + "/from:index", url + "/to");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
        assertThat(result.err()).contains("- source: ", lost.digest().toString());
        assertThat(registry.repository("to").manifest(kept.digest())).isEqualTo(kept);
    }

    private void copies(String... words) {
        String[] command = new String[words.length + 2];
        command[0] = "oci";
        command[1] = "copy";
        System.arraycopy(words, 0, command, 2, words.length);
        Program.Result result = ocm.run(command);
        assertThat(result.exitCode()).as(result.toString()).isZero();
    }

    private static Document image(OciStore at, String more) {
        byte[] content = "{}".getBytes(UTF_8);
        Descriptor config = Descriptor.of("x/config", content);
        if (at.startBlob(Optional.of(config.digest()), OptionalLong.of(2), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(config.digest(), Body.of(content));
            }
        }
        return new Document(MediaTypes.MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[]%s}""".formatted(MediaTypes.MANIFEST, json(config), more)
                .getBytes(UTF_8));
    }

    private static String subject(Document subject, String type) {
        return ",\"artifactType\":\"%s\",\"subject\":%s".formatted(type, json(subject.descriptor()));
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }
}
