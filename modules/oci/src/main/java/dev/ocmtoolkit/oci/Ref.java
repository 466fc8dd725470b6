// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** What a manifest is asked for by: a tag, which may move, or a digest, which cannot. */
public sealed interface Ref permits Tag, Digest {

    /**
     * Reads a reference as it stands in a request path: a digest if it has a colon, else a tag.
     *
     * @param text the text
     * @return the reference
     * @throws Failure INVALID when it is neither
     */
    static Ref parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : new Tag(text);
    }
}
