// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;

/**
 * What stands between two braces of a template of Go.
 *
 * @param code it, without the braces and without the signs that trim
 * @param line the line of the template on which it begins
 * @param what the template's name
 */
record Action(String code, int line, String what) implements Piece {
    private static final int SHOWN = 80;

    @Override
    public Failure refused(String why) {
        String text = code.strip();
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return new Failure(
                        Failure.Kind.INVALID,
                        "%s, line %d: {{ %s }} %s".formatted(what, line, Text.printable(shown), why))
                .hint("correct it, or fill the template before and use --templater none");
    }
}
