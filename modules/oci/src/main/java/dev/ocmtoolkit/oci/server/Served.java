// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

/**
 * One request, as it is counted and logged.
 *
 * @param kind what it was about
 * @param method the HTTP method
 * @param path the path, without the query
 * @param status the status of the answer
 */
public record Served(Kind kind, String method, String path, int status) {

    /** What a request is about. */
    public enum Kind {
        /** Whether there is a registry at all. */
        PING,
        /** The list of repositories. */
        CATALOG,
        /** The list of tags. */
        TAGS,
        /** The list of referrers. */
        REFERRERS,
        /** A manifest. */
        MANIFEST,
        /** A blob. */
        BLOB,
        /** An upload: its beginning, a piece, its end, its state. */
        UPLOAD,
        /** The beginning of an upload that asks for a mount. */
        MOUNT,
        /** Nothing that the specification knows. */
        OTHER,
    }
}
