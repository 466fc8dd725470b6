// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void readsParametersInAnyOrderWithSpacesAndCommasInQuotes() {
        assertThat(
                        Challenge.parse(
                                List.of(
                                        "bearer scope=\"repository:a:pull,push repository:b:pull\" , service = reg,Realm=\"https://t/x?a=b\"")))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "scope",
                                "repository:a:pull,push repository:b:pull",
                                "service",
                                "reg",
                                "realm",
                                "https://t/x?a=b")));
    }

    @Test
    void readsSeveralChallengesInOneFieldAndInSeveral() {
        assertThat(Challenge.parse(List.of(
                        "Negotiate, Basic realm=\"a \\\"b\\\"\", Bearer realm=\"https://t\"",
                        "Digest abc==, NTLM xyz")))
                .extracting(Challenge::scheme)
                .containsExactly("negotiate", "basic", "bearer", "digest", "ntlm", "xyz");
        assertThat(Challenge.parse(List.of("Basic realm=\"a \\\"b\\\"\""))
                        .getFirst()
                        .parameter("realm"))
                .isEqualTo("a \"b\"");
    }

    @Test
    void takesRubbishWithoutFailing() {
        assertThat(Challenge.parse(List.of("", " , ,", "=", "\"", "Bearer realm=\"open")))
                .extracting(Challenge::scheme)
                .contains("bearer");
    }
}
