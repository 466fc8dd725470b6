// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}            | {\"a\":1}            | {\"a\":1}",
                "{\"a\":1}     | {}                   | {\"a\":null}",
                "{\"a\":1}     | {\"a\":2}            | {\"a\":2}",
                "{\"a\":{\"b\":1,\"c\":2}} | {\"a\":{\"b\":1,\"c\":3}} | {\"a\":{\"c\":3}}",
                "{\"a\":{\"b\":1}} | {\"a\":[1]}      | {\"a\":[1]}",
                "{\"a\":[1,2]} | {\"a\":[1]}          | {\"a\":[1]}",
            })
    void leadsFromOneToTheOther(String from, String to, String patch) throws JsonProcessingException {
        ObjectNode wanted = (ObjectNode) Json.mapper().readTree(to);
        ObjectNode made =
                MergePatch.between(Json.mapper().readTree(from), wanted).orElseThrow();

        assertThat(made).isEqualTo(Json.mapper().readTree(patch));
        assertThat(MergePatch.apply(made, Json.mapper().readTree(from))).isEqualTo(wanted);
        assertThat(MergePatch.between(wanted, wanted)).isEmpty();
    }
}
