// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerifiedReaderTest {
    private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);
    private static final Descriptor BLOB = Descriptor.of("x/y", CONTENT);

    @Test
    void whatIsRightIsRead() {
        byte[] buffer = new byte[4];
        try (VerifiedReader reader = reader(BLOB, CONTENT)) {
            assertThat(reader.read(buffer, 0, 4)).isEqualTo(4);
            assertThat(buffer).isEqualTo("0123".getBytes(UTF_8));
            assertThat(reader.read(buffer, 1, 2)).isEqualTo(2);
            assertThat(buffer).isEqualTo("0453".getBytes(UTF_8));
            assertThat(reader.offset()).isEqualTo(6);
            assertThat(reader.read(buffer, 0, 4)).isEqualTo(4);
            assertThat(reader.read(buffer, 0, 4)).isEqualTo(-1);
            assertThat(reader.read(buffer, 0, 4)).isEqualTo(-1);
        }
        assertThat(VerifiedReader.readAll(source(new ByteArrayInputStream(CONTENT)), BLOB, 10))
                .isEqualTo(CONTENT);
    }

    @Test
    void anEmptyBlobIsVerifiedToo() {
        Descriptor empty = Descriptor.of("x/y", new byte[0]);
        try (VerifiedReader reader = reader(empty, new byte[0])) {
            assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
        assertThat(VerifiedReader.readAll(source(new ByteArrayInputStream(new byte[0])), empty, 0))
                .isEmpty();
        assertCorrupt("is longer than the 0 bytes", () -> drain(reader(empty, CONTENT)));
        Descriptor lying = new Descriptor("x/y", BLOB.digest(), 0);
        assertCorrupt("does not match its digest", () -> drain(reader(lying, new byte[0])));
    }

    @Test
    void theLastBytesComeOnlyAfterTheDigestWasFoundRight() {
        byte[] other = "012345678X".getBytes(UTF_8);
        byte[] buffer = new byte[4];
        try (VerifiedReader reader = reader(BLOB, other)) {
            reader.read(buffer, 0, 4);
            reader.read(buffer, 0, 4);
            assertCorrupt("does not match its digest", () -> reader.read(buffer, 0, 4));
        }
    }

    @Test
    void aTruncatedBlobIsCorrupt() {
        assertCorrupt("is truncated: 9 of 10 bytes are there", () -> drain(reader(BLOB, "012345678".getBytes(UTF_8))));
    }

    @Test
    void aLongerBlobIsCorruptThoughItBeginsRight() {
        assertCorrupt("is longer than the 10 bytes", () -> drain(reader(BLOB, "0123456789+".getBytes(UTF_8))));
    }

    @Test
    void aStreamThatBreaksIsNotCorrupt() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(CONTENT, 0, 7), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset\nby peer");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return read();
            }
        });
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> drain(new VerifiedReader(source(broken), BLOB)))
                .matches(failure -> failure.kind() == Failure.Kind.UNREACHABLE)
                .withMessageContaining("reset?by peer");
    }

    @Test
    void aBlobThatIsTooLargeForMemoryIsNotOpened() {
        Descriptor huge = new Descriptor("x/y", BLOB.digest(), 1L << 40);
        OciSource source = source(InputStream.nullInputStream());
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> VerifiedReader.readAll(source, huge, 16))
                .matches(failure -> failure.kind() == Failure.Kind.INVALID)
                .withMessageContaining("more than 16 are not accepted");
    }

    @Test
    void theDigestMayBeOfTheOtherAlgorithm() {
        Descriptor wide = new Descriptor("x/y", Digest.of("sha512", CONTENT), CONTENT.length);
        drain(reader(wide, CONTENT));
        assertCorrupt("does not match its digest", () -> drain(reader(wide, "012345678X".getBytes(UTF_8))));
    }

    private static VerifiedReader reader(Descriptor blob, byte[] content) {
        return new VerifiedReader(source(new ByteArrayInputStream(content)), blob);
    }

    private static void drain(VerifiedReader reader) {
        byte[] buffer = new byte[3];
        try (reader) {
            while (reader.read(buffer, 0, 3) >= 0) {
                assertThat(reader.offset()).isLessThanOrEqualTo(CONTENT.length);
            }
        }
    }

    private static void assertCorrupt(String how, Runnable action) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(action::run)
                .matches(failure -> failure.kind() == Failure.Kind.CORRUPT)
                .withMessageContaining(how);
    }

    private static OciSource source(InputStream content) {
        return new OciSource() {
            @Override
            public Location location() {
                return new Location("test:", "repository");
            }

            @Override
            public InputStream openBlob(Descriptor blob, long offset) {
                return content;
            }

            @Override
            public Optional<Descriptor> resolve(Ref ref) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Document manifest(Ref ref) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Descriptor> blob(Digest digest) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Stream<String> tags() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Stream<Descriptor> referrers(Digest subject) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
