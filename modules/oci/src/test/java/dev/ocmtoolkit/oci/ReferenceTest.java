// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String DIGEST = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "alpine, https, docker.io, library/alpine, -",
                "alpine:3.20, https, docker.io, library/alpine, 3.20",
                "acme/app:1, https, docker.io, acme/app, 1",
                "docker.io/alpine, https, docker.io, library/alpine, -",
                "ghcr.io/acme/app:1.0, https, ghcr.io, acme/app, 1.0",
                "ghcr.io/app, https, ghcr.io, app, -",
                "localhost/app, https, localhost, app, -",
                "localhost:5000/app:2, https, localhost:5000, app, 2",
                "registry:5000/acme/app, https, registry:5000, acme/app, -",
                "127.0.0.1:5701/img/base:1.0, https, 127.0.0.1:5701, img/base, 1.0",
                "10.0.0.1/img, https, 10.0.0.1, img, -",
                "http://127.0.0.1:5701/img/base:1.0, http, 127.0.0.1:5701, img/base, 1.0",
                "http://registry/app, http, registry, app, -",
                "https://ghcr.io/acme/app, https, ghcr.io, acme/app, -",
                "oci://ghcr.io/acme/app:1, https, ghcr.io, acme/app, 1",
                "localhost:5000, https, docker.io, library/localhost, 5000",
                "a.b/c.d_e--f__g/h:x, https, a.b, c.d_e--f__g/h, x",
            })
    void isReadByTheRulesOfDocker(String text, String scheme, String host, String repository, String tag) {
        Reference read = Reference.parse(text);

        assertThat(read.scheme()).isEqualTo(scheme);
        assertThat(read.schemeWritten()).isEqualTo(text.contains("://"));
        assertThat(read.hostPort()).isEqualTo(host);
        assertThat(read.repository()).isEqualTo(repository);
        assertThat(read.tag()).isEqualTo(Optional.ofNullable(tag).map(Tag::new));
        assertThat(read.digest()).isEmpty();
    }

    @Test
    void theDigestWins() {
        Reference both = Reference.parse("ghcr.io/acme/app:1.0@" + DIGEST);

        assertThat(both.ref()).isEqualTo(Digest.parse(DIGEST));
        assertThat(both.tag()).contains(new Tag("1.0"));
        assertThat(both.name()).isEqualTo("acme/app:1.0");
        assertThat(Reference.parse("ghcr.io/acme/app@" + DIGEST).tag()).isEmpty();
        assertThat(Reference.parse("ghcr.io/acme/app:1.0").ref()).isEqualTo(new Tag("1.0"));
        assertThat(Reference.parse("ghcr.io/acme/app").ref()).isEqualTo(new Tag("latest"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ":",
                "@",
                ":tag",
                "App",
                "ghcr.io/",
                "ghcr.io//app",
                "ghcr.io/app/",
                "ghcr.io/app:",
                "ghcr.io/app:1:2",
                "ghcr.io/app:-x",
                "ghcr.io/app@sha256:12",
                "ghcr.io/app@",
                "ghcr.io/../etc",
                "ftp://ghcr.io/app",
                "http://ghcr.io",
                "http:///app",
                "user:secret@ghcr.io/app",
                "ghcr.io/app?x=1",
                "ghcr.io:port/app",
                "ghcr.io:123456/app",
                "-host.io/app",
                "ghcr.io/a b",
                "ghcr.io/app\n",
            })
    void whatIsNoneIsRefusedInOneLine(String text) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Reference.parse(text))
                .matches(failure -> failure.kind() == Failure.Kind.INVALID)
                .withMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a/", "-a", "a:", "@a", "a"})
    void aHugeTextIsRefusedAndDoesNotExhaustTheStack(String piece) {
        String huge = "ghcr.io/a" + piece.repeat(200_000) + "a";

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Reference.parse(huge))
                .matches(failure -> failure.sentence().length() < 500);
    }
}
