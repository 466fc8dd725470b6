// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;

/**
 * An expression {@code (( ... ))} of the template engine spiff, which the first Go tool runs over its configuration. It is not
 * evaluated here, and never taken for a value either.
 */
public final class SpiffExpression {

    private SpiffExpression() {}

    /**
     * Goes on only with a text that is none.
     *
     * @param value the text
     * @param what what it is, for the message
     * @throws Failure UNSUPPORTED when it is an expression
     */
    public static void refuse(String value, String what) {
        String text = value.strip();
        if (text.startsWith("((") && text.endsWith("))")) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    Failure.Side.NONE,
                    what + " is a spiff expression, which is not supported",
                    "write the value itself",
                    null);
        }
    }

    /**
     * Goes on only with a tree that holds none.
     *
     * @param node the tree
     * @param what what it is, for the message
     * @throws Failure UNSUPPORTED when a text in it is an expression
     */
    public static void refuse(JsonNode node, String what) {
        if (node.isTextual()) {
            refuse(node.textValue(), "a value in " + what);
        }
        node.forEach(child -> refuse(child, what));
    }
}
