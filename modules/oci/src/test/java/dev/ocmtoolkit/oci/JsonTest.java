// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsTheSameAsTheMapper() throws IOException {
        byte[] text = """
            {"text":"a\\n\\u00e9","int":-1,"long":12345678901,"big":123456789012345678901234567890,
             "decimal":1.50,"large":1e400,"yes":true,"no":false,"nothing":null,"list":[[],{},[1,"2"]],"":{"deep":{}}}
            """.getBytes(StandardCharsets.UTF_8);
        assertThat(Json.object(text, "it")).isEqualTo(Json.mapper().readTree(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{", "{}x", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":}", "{\"a\":NaN}"})
    void refusesWhatIsNoObject(String text) {
        assertThatThrownBy(() -> Json.object(text.getBytes(StandardCharsets.UTF_8), "it"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID))
                .hasMessageStartingWith("it is ");
    }
}
