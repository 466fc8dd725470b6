// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.List;

/** What is to be done in a template of Go. */
sealed interface Step {
    /**
     * Something with a value, which variables may take.
     *
     * @param action where it stands
     * @param variables the variables that take it, with {@code $}
     * @param declares whether they begin to be there
     * @param value the value
     */
    record Pipeline(Action action, List<String> variables, boolean declares, Expression value) {
        public Pipeline {
            variables = List.copyOf(variables);
        }
    }

    /**
     * Text.
     *
     * @param text it
     */
    record Say(Piece.Plain text) implements Step {}

    /**
     * A value as text, where no variable takes it.
     *
     * @param pipeline the value
     */
    record Print(Pipeline pipeline) implements Step {}

    /**
     * One of two ways.
     *
     * @param pipeline decides
     * @param enters whether the first way is at the value: {@code with}
     * @param then the first way, for what counts as true
     * @param otherwise the second way
     */
    record Choice(Pipeline pipeline, boolean enters, List<Step> then, List<Step> otherwise) implements Step {
        public Choice {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /**
     * A way for each of some values.
     *
     * @param pipeline the values
     * @param body the way
     * @param otherwise what is done when there are none
     */
    record Loop(Pipeline pipeline, List<Step> body, List<Step> otherwise) implements Step {
        public Loop {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }
}
