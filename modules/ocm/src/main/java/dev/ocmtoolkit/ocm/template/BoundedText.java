// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

/** A text that grows piece by piece, up to a limit. */
final class BoundedText {
    /** The most characters of a text, 16 Mi. */
    static final int LIMIT = 16 * 1024 * 1024;

    private final StringBuilder text = new StringBuilder();

    /** Adds to it; what does not fit is that part's fault. */
    BoundedText append(String more, Piece part) {
        if ((long) text.length() + more.length() > LIMIT) {
            throw part.refused("makes a text longer than %d characters".formatted(LIMIT));
        }
        text.append(more);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
