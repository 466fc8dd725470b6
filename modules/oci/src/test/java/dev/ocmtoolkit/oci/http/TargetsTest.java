// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static final URI BASE = URI.create("https://reg.example/v2/a/blobs/uploads/1?x=y");

    @ParameterizedTest
    @CsvSource({
        "/v2/b?_state=q%3D%3D#frag, https://reg.example/v2/b?_state=q%3D%3D",
        "2, https://reg.example/v2/a/blobs/uploads/2",
        "?z=1, https://reg.example/v2/a/blobs/uploads/1?z=1",
        "//cdn.example/x, https://cdn.example/x",
        "https://cdn.example/a b|c, https://cdn.example/a%20b%7Cc",
    })
    void resolves(String reference, String expected) {
        assertThat(Targets.resolve(BASE, reference)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://reg.example/x",
                "ftp://reg.example/x",
                "https://user:secret@reg.example/x",
                "https://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "https://",
                "https://[bad",
            })
    void refuses(String reference) {
        assertThatThrownBy(() -> Targets.resolve(BASE, reference))
                .isInstanceOf(Failure.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void findsTheNextPageAmongLinks() {
        assertThat(
                        Targets.next(
                                BASE,
                                List.of(
                                        "</first>; rel=\"first\", </v2/a/tags/list?last=a,b&n=2>; title=\"x, y\"; rel=\"prev next\"")))
                .hasValue(URI.create("https://reg.example/v2/a/tags/list?last=a,b&n=2"));
        assertThat(Targets.next(BASE, List.of("</p>; rel=prev", "", "<broken"))).isEmpty();
    }

    @Test
    void refusesNextPageElsewhere() {
        assertThatThrownBy(() -> Targets.next(BASE, List.of("<https://evil.example/v2/>; rel=next")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("evil.example");
    }
}
