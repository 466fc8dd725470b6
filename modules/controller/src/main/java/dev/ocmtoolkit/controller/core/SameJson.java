// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Whether two JSON values say the same: a number is the same however many bits it was read into. */
public final class SameJson {
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private SameJson() {}

    /**
     * Compares.
     *
     * @param one a value
     * @param other another one
     * @return whether they say the same
     */
    public static boolean test(JsonNode one, JsonNode other) {
        return one.equals(BY_VALUE, other);
    }
}
