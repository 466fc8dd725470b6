// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user is told who applies what can never work: in the end each of these would be an object that is not ready. */
class AdmissionTest {
    private static Kubectl kubectl;

    @TempDir
    private Path folder;

    @BeforeAll
    static void define() {
        ApiServer server = ApiServer.shared();
        try (Cluster cluster = new Cluster(server)) {
            cluster.define(Optional.empty());
        }
        kubectl = new Kubectl(server.admin());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    OCMRepository | interval: 10min, repositorySpec: {}                              | must be a duration such as 30s, 10m or 1h30m
                    OCMRepository | interval: -1m, repositorySpec: {}                                | must be a duration such as 30s, 10m or 1h30m
                    OCMRepository | interval: 1m                                                     | spec.repositorySpec: Required value
                    OCMRepository | interval: 1m, repositorySpec: {}, ocmConfig: [{kind: Pod, name: p}] | apiVersion must be one of "v1" with kind "Secret" or "ConfigMap"
                    Component     | interval: 1m, component: a.b/c, repositoryRef: {name: r}, semver: 1 | spec.semver: Invalid value: "integer"
                    Component     | interval: 1m, component: a.b/c, repositoryRef: {name: r}, semver: "1", downgradePolicy: Maybe | supported values: "Allow", "Deny", "Enforce"
                    Component     | interval: 1m, component: a.b/c, repositoryRef: {name: r, kind: Pod}, semver: "1" | supported values: "OCMRepository", "Repository"
                    Component     | interval: 1m, component: a.b/c, repositoryRef: {name: r}, semver: "1", verify: [{signature: s}] | the key is in value or in secretRef, in one of them
                    Replication   | interval: 1m, componentRef: {name: c}, targetRepositoryRef: {name: t}, historyLength: -1 | should be greater than or equal to 0
                    Replication   | interval: 1m, componentRef: {name: ""}, targetRepositoryRef: {name: t} | spec.componentRef.name: Invalid value
                    """)
    void isRefusedWithWhatIsAllowed(String kind, String spec, String said) throws IOException {
        Path file = Files.writeString(
                folder.resolve("object.yaml"),
                "apiVersion: delivery.ocm.software/v1alpha1\nkind: %s\nmetadata: {name: refused}\nspec: {%s}\n"
                        .formatted(kind, spec));

        Kubectl.Said answer = kubectl.tryToRun("apply", "-f", file.toString());

        assertThat(answer.code()).isNotZero();
        assertThat(answer.text()).contains(said);
    }
}
