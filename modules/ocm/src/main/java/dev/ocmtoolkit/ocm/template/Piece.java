// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import dev.ocmtoolkit.oci.Failure;

/** A part of a template of Go. */
sealed interface Piece permits Piece.Plain, Action {
    /**
     * The failure of a template that breaks a rule.
     *
     * @param why goes on after the words for the part
     * @return the failure, with the line
     */
    Failure refused(String why);

    /**
     * Text that stays as it is.
     *
     * @param text the text
     * @param line the line of the template on which it begins
     * @param what the template's name
     */
    record Plain(String text, int line, String what) implements Piece {
        @Override
        public Failure refused(String why) {
            return new Failure(Failure.Kind.INVALID, "%s, line %d: the text %s".formatted(what, line, why));
        }
    }
}
