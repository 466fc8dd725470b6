// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;

/** A language of templates. */
public enum Templater {
    /** Puts values in place of {@code ${NAME}}, with the forms of a shell for defaults, cases and parts of texts. */
    SUBST,
    /** Leaves a text as it is. */
    NONE;

    /**
     * The language of a name.
     *
     * @param name {@code subst} or {@code none}
     * @return the language
     * @throws Failure UNSUPPORTED for {@code go} and {@code spiff}, which are languages of programs in Go, INVALID for others
     */
    public static Templater named(String name) {
        return switch (name) {
            case "subst" -> SUBST;
            case "none" -> NONE;
            case "go", "spiff" ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "templates of the kind %s are not filled by this program".formatted(name))
                        .hint("write ${NAME} and use subst, or fill the template before and use none");
            default ->
                throw new Failure(Failure.Kind.INVALID, "\"%s\" is no kind of template".formatted(Text.printable(name)))
                        .hint("use subst or none");
        };
    }

    /**
     * Fills a template.
     *
     * @param text the template
     * @param settings the values
     * @param what the template's name, for messages
     * @return the text
     * @throws Failure INVALID when the template is malformed, with the line
     */
    public String fill(String text, Settings settings, String what) {
        return switch (this) {
            case SUBST -> Substitution.fill(text, name -> settings.text(name).orElse(""), what);
            case NONE -> text;
        };
    }
}
