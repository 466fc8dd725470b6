// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.archive.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HelmChartTest {
    private static final byte[] DESCRIPTION = "name: app\nversion: 1.2.3\n".getBytes(UTF_8);

    @Test
    void aNameThatWasMadeToFillTheMemoryIsNotRead() throws IOException {
        assertThat(HelmChart.of(chart(0), "it", "resource").version()).isEqualTo("1.2.3");
        byte[] bomb = chart(2 * HelmChart.LIMIT);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> HelmChart.of(bomb, "it", "resource"))
                .withMessageContaining("is no Helm chart");
    }

    /** A chart with another file first, which has a name of some length. */
    private static byte[] chart(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(out))) {
            if (length > 0) {
                tar.begin(entry("long", 'L', length));
                tar.write(new byte[length], 0, length);
                tar.begin(entry("other", '0', 0));
            }
            tar.begin(entry("app/Chart.yaml", '0', DESCRIPTION.length));
            tar.write(DESCRIPTION, 0, DESCRIPTION.length);
        }
        return out.toByteArray();
    }

    private static TarWriter.Entry entry(String name, char type, long size) {
        return new TarWriter.Entry(name, type, 0644, size, 0, TarWriter.Owner.NONE, "");
    }
}
