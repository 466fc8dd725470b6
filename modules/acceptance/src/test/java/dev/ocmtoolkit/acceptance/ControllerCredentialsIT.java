// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Controllers whose target asks for a password: the one in the Secret is what counts, from the moment that it is written. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControllerCredentialsIT {
    private static final String READY = "message: Successfully reconciled";

    @TempDir
    private Path folder;

    @Test
    void aSecretCountsAtOnce() throws IOException {
        Program ocm = new Program(folder.resolve("work"));
        Controllers controllers = new Controllers(ocm, folder.resolve("work/manifests"));
        Files.writeString(folder.resolve("work/constructor.yaml"), """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme.org}
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: text}}
                """);
        assertThat(ocm.run("add", "cv", "--create", "--file", "ctf", "constructor.yaml")
                        .exitCode())
                .isZero();
        try (DebianRegistry registry = DebianRegistry.startWithPassword(folder)) {
            controllers.write("secret.yaml", secret(registry.address(), "wrong"));
            controllers.write("all.yaml", manifests(registry.address()));
            try (RunningProgram running = controllers.start()) {
                assertThat(controllers
                                .await("ocmrepository", "target", "reason: GetOCMRepositoryFailed")
                                .replaceAll("\\s+", " "))
                        .contains("answered 401", "the credentials that are configured for " + registry.address());

                controllers.write("secret.yaml", secret(registry.address(), DebianRegistry.PASSWORD));
                controllers.await("ocmrepository", "target", READY);
                controllers.await("replication", "app", "Successfully replicated app to target");

                // From here on only what the host sees in its files can bring a turn: the interval is an hour.
                controllers.remove("secret.yaml");
                controllers.await(
                        "ocmrepository",
                        "target",
                        "message: 'configure context cannot fetch Secret default/login: not found'");
                controllers.write("secret.yaml", secret(registry.address(), DebianRegistry.PASSWORD));
                controllers.await("ocmrepository", "target", READY);
                controllers.write("secret.yaml", secret(registry.address(), "wrong"));
                controllers.await("ocmrepository", "target", "reason: GetOCMRepositoryFailed");
                assertThat(running.err()).doesNotContain(DebianRegistry.PASSWORD);
            }
            assertThat(ocm.run(
                                    "-C",
                                    ":type=OCIRegistry",
                                    "-C",
                                    ":hostname=127.0.0.1",
                                    "-C",
                                    "username=user",
                                    "-C",
                                    "password=" + DebianRegistry.PASSWORD,
                                    "check",
                                    "cv",
                                    "http://" + registry.address() + "//acme.org/app:1.0.0")
                            .out())
                    .contains(" OK ");
        }
    }

    private static String secret(String address, String password) {
        String auth = Base64.getEncoder().encodeToString(("user:" + password).getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData:
                  .dockerconfigjson: '{"auths": {"%s": {"auth": "%s"}}}'
                """.formatted(address, auth);
    }

    private static String manifests(String address) {
        return """
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: source}
                spec: {interval: 1h, repositorySpec: {type: CommonTransportFormat/v1, filePath: ../ctf}}
                ---
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: target}
                spec:
                  interval: 1h
                  repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}
                  ocmConfig: [{kind: Secret, name: login}]
                ---
                apiVersion: delivery.ocm.software/v1alpha1
                kind: Component
                metadata: {name: app}
                spec: {component: acme.org/app, semver: 1.0.0, interval: 1h, repositoryRef: {name: source}}
                ---
                apiVersion: delivery.ocm.software/v1alpha1
                kind: Replication
                metadata: {name: app}
                spec:
                  componentRef: {name: app}
                  targetRepositoryRef: {name: target}
                  interval: 1h
                  ocmConfig: [{kind: Secret, name: login}]
                """.formatted(address);
    }
}
