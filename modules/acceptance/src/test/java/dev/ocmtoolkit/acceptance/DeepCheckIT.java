// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded archive of which one byte was flipped, and which version 1 of the OCM tools takes for a good one. */
class DeepCheckIT {
    private static final String DAMAGED = "sha256:1adcd999c1c5bca7602fae364504eb4b6feb32a8e2204b13bcfe9e4d0de7793b";

    @TempDir
    private Path work;

    @Test
    void theFlippedByteIsFound() throws Exception {
        URL folder = Objects.requireNonNull(DeepCheckIT.class.getResource("/golden/e-corrupt"));
        GoldenCase.read(Path.of(folder.toURI())).layOut(work);
        Program ocm = new Program(work);

        Program.Result plain = ocm.run("check", "cv", "ctf//acme.org/app:1.2.0");
        assertThat(plain.exitCode()).as(plain.err()).isZero();
        assertThat(plain.out()).doesNotContain("Damaged");

        Program.Result deep = ocm.run("check", "cv", "--deep", "ctf//acme.org/app:1.2.0");
        assertThat(deep.exitCode()).as(deep.err()).isEqualTo(3);
        assertThat(deep.out()).contains("Damaged");
        assertThat(deep.err()).contains("Error: blob " + DAMAGED).contains("does not match its digest");
    }
}
