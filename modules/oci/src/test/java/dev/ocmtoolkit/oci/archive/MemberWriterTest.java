// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MemberWriterTest {
    private static final byte[] TEXT =
            "What is said often can be said in short. ".repeat(5000).getBytes(StandardCharsets.UTF_8);

    @Test
    void whatCannotBeMadeSmallerIsKnownByItsBeginning() throws IOException {
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(random);
        }

        assertThat(isCompressed(random)).isTrue();
        assertThat(isCompressed(gzip.toByteArray())).isTrue();
        assertThat(isCompressed(layerOfATar(random))).isTrue();
        assertThat(isCompressed(TEXT)).isFalse();
        assertThat(isCompressed("{\"schemaVersion\":2,\"layers\":[],\"layers2\":[]}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(isCompressed(new byte[0])).isFalse();
    }

    /** As in an artifact set, where headers, an index and a manifest come first. */
    private static byte[] layerOfATar(byte[] layer) {
        byte[] tar = new byte[8 * 1024 + layer.length];
        System.arraycopy(layer, 0, tar, 8 * 1024, layer.length);
        return tar;
    }

    private static boolean isCompressed(byte[] bytes) {
        return MemberWriter.isCompressed(bytes, 0, bytes.length);
    }
}
