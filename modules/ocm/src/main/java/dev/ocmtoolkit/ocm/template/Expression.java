// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What has a value in a template of Go. */
sealed interface Expression {
    /**
     * A value that is written there.
     *
     * @param value the value
     */
    record Literal(JsonNode value) implements Expression {}

    /** The value that the template is at: {@code .}. */
    record Dot() implements Expression {}

    /**
     * A variable.
     *
     * @param name its name, with {@code $}
     */
    record Variable(String name) implements Expression {}

    /**
     * A value in another.
     *
     * @param of the other one
     * @param fields the names that lead to it
     */
    record Field(Expression of, List<String> fields) implements Expression {
        public Field {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What a function makes of its arguments; {@code a | f b} is {@code f b a}.
     *
     * @param function its name, which is known
     * @param arguments the arguments
     */
    record Call(String function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
