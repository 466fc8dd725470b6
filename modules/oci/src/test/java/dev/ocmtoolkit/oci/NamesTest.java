// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests, tags, and the text of both in a request path. */
class NamesTest {
    private static final String HELLO = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @Test
    void aDigestIsReadAndWritten() {
        assertThat(Digest.parse(HELLO)).isEqualTo(Digest.of("hello".getBytes(UTF_8)));
        assertThat(Digest.parse(HELLO)).hasToString(HELLO);
        Digest wide = Digest.of("sha512", "hello".getBytes(UTF_8));
        assertThat(Digest.parse(wide.toString())).isEqualTo(wide);
        assertThat(wide.hex()).hasSize(128);
        assertThat(Digest.EMPTY.hex()).startsWith("e3b0c44298fc1c14");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                "sha256:2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
                "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982",
                "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b98240",
                "sha256:../../../../etc/passwd/5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73",
                "md5:5d41402abc4b2a76b9719d911017c592",
                "SHA256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            })
    void whatIsNoDigestIsRefusedByName(String text) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Digest.parse(text))
                .matches(failure -> failure.kind() == Failure.Kind.INVALID)
                .withMessageNotContaining("\n");
    }

    @Test
    void digestsAreOrderedByAlgorithmThenValue() {
        Digest small = new Digest("sha256", "0".repeat(64));
        Digest great = new Digest("sha256", "f".repeat(64));
        Digest wide = new Digest("sha512", "0".repeat(128));
        assertThat(small).isLessThan(great);
        assertThat(great).isLessThan(wide);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "1.0.0", "v1.2.3-rc.1", "_x", "0.3.0.build-b1", "A"})
    void aTagIsATag(String name) {
        assertThat(new Tag(name)).hasToString(name);
        assertThat(Ref.parse(name)).isEqualTo(new Tag(name));
    }

    @Test
    void aTagHasUpTo128Characters() {
        assertThat(new Tag("a".repeat(128)).name()).hasSize(128);
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> new Tag("a".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "-x", "a b", "a/b", "1.0.0+build", "a\n", "ä"})
    void whatIsNoTagIsRefused(String name) {
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> new Tag(name)).withMessageContaining("is no tag");
    }

    @Test
    void aReferenceInAPathIsADigestIfItHasAColon() {
        assertThat(Ref.parse(HELLO)).isEqualTo(Digest.parse(HELLO));
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> Ref.parse("a:b"));
    }

    @Test
    void textFromOutsideBecomesOneLine() {
        assertThat(Text.printable("a\u001b[31mb\r\nc\u2028d\u202ee\u0000")).isEqualTo("a?[31mb??c?d?e?");
        assertThat(Text.printable("grün 漢字 🚢")).isEqualTo("grün 漢字 🚢");
        assertThat(Text.printable("x".repeat(1000))).hasSize(303).endsWith("x...");
        assertThat(Text.printable("x".repeat(299) + "🚢")).endsWith("?...");
    }
}
