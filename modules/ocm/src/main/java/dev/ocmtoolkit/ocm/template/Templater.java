// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;

/** A language of templates. */
public enum Templater {
    /** Puts values in place of {@code ${NAME}}, with the forms of a shell for defaults, cases and parts of texts. */
    SUBST,
    /** Carries out the actions between {@code {{} and {@code }}}, as Go's {@code text/template} does: a part of that language. */
    GO,
    /** Leaves a text as it is. */
    NONE;

    /**
     * The language of a name.
     *
     * @param name {@code subst}, {@code go} or {@code none}
     * @return the language
     * @throws Failure UNSUPPORTED for {@code spiff}, which is the language of one program, INVALID for others
     */
    public static Templater named(String name) {
        return switch (name) {
            case "subst" -> SUBST;
            case "go" -> GO;
            case "none" -> NONE;
            case "spiff" ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "templates of the kind spiff are not filled by this program, since only the spiff tool"
                                        + " defines what they mean")
                        .hint("fill the template with spiff before and use none, or write it for subst or go");
            default ->
                throw new Failure(Failure.Kind.INVALID, "\"%s\" is no kind of template".formatted(Text.printable(name)))
                        .hint("use subst, go or none");
        };
    }

    /**
     * Fills a template.
     *
     * @param text the template
     * @param settings the values
     * @param what the template's name, for messages
     * @return the text
     * @throws Failure INVALID when the template is malformed, or lacks a value where its language demands one, with the line
     */
    public String fill(String text, Settings settings, String what) {
        return switch (this) {
            case SUBST -> Substitution.fill(text, name -> settings.text(name).orElse(""), what);
            case GO -> GoRun.run(GoParser.parse(text, what), settings.json());
            case NONE -> text;
        };
    }
}
