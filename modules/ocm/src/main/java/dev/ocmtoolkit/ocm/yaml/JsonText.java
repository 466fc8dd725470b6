// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ocmtoolkit.oci.Json;

/** Writes JSON byte for byte as the OCM tools do, whose bytes are part of digests: {@code < > &} are escaped. */
public final class JsonText {
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(LINES)
            .withArrayIndenter(LINES);

    private JsonText() {}

    /**
     * Everything in one line.
     *
     * @param value a tree, whose order is kept, or maps, whose keys are sorted
     * @return the text, without a line end
     */
    public static String compact(Object value) {
        return write(value, new MinimalPrettyPrinter());
    }

    /**
     * A line for each value, indented by two blanks.
     *
     * @param value a tree, whose order is kept, or maps, whose keys are sorted
     * @return the text, without a line end at its end
     */
    public static String indented(Object value) {
        return write(value, INDENTED);
    }

    private static String write(Object value, PrettyPrinter layout) {
        try {
            return Json.mapper()
                    .writer(layout)
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(value)
                    .replace("&", "\\u0026")
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
