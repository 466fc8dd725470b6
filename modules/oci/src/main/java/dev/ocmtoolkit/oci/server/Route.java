// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request's path names (OCI distribution specification, "Endpoints"). */
sealed interface Route {
    /** end-1. */
    record Ping() implements Route {}

    /** The list of repositories, of the registry API before OCI. */
    record Catalog() implements Route {}

    /** end-8. */
    record Tags(String repository) implements Route {}

    /** end-12. */
    record Referrers(String repository, Digest subject) implements Route {}

    /** end-3, end-7, end-9. */
    record ManifestAt(String repository, Ref ref) implements Route {}

    /** end-2, end-10. */
    record BlobAt(String repository, Digest digest) implements Route {}

    /** end-4, end-11. */
    record Uploads(String repository) implements Route {}

    /** end-5, end-6, end-13, end-14. */
    record UploadAt(String repository, String id) implements Route {}

    /** The longest path that is looked at. */
    int LIMIT = 2048;

    Pattern FORM = Pattern.compile(
            "/v2/(.+)/(?:(tags/list)|(manifests|referrers)/([^/]+)|blobs/(?:uploads/?([^/]*)|([^/]+)))");

    /**
     * Parses a path.
     *
     * @param rawPath as it was sent; only a colon may be escaped in it, since nothing else needs it
     * @return what it names
     * @throws Refusal when it names nothing, or something by a malformed name
     */
    static Route parse(String rawPath) {
        if (rawPath.equals("/v2") || rawPath.equals("/v2/")) {
            return new Ping();
        }
        if (rawPath.equals("/v2/_catalog")) {
            return new Catalog();
        }
        String path = rawPath.replace("%3A", ":").replace("%3a", ":");
        Matcher parts = FORM.matcher(path);
        if (path.length() > LIMIT || !parts.matches()) {
            throw new Refusal(404, ErrorCode.NAME_UNKNOWN, "there is nothing at " + Text.printable(rawPath));
        }
        return parse(name(parts.group(1)), parts);
    }

    private static Route parse(String name, Matcher parts) {
        if (parts.group(2) != null) {
            return new Tags(name);
        }
        if (parts.group(3) != null) {
            String reference = parts.group(4);
            return parts.group(3).equals("manifests")
                    ? new ManifestAt(name, ref(reference))
                    : new Referrers(name, digest(reference));
        }
        if (parts.group(6) != null) {
            return new BlobAt(name, digest(parts.group(6)));
        }
        return parts.group(5).isEmpty() ? new Uploads(name) : new UploadAt(name, parts.group(5));
    }

    /** A digest of a path or a query. */
    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (Failure e) {
            throw new Refusal(ErrorCode.DIGEST_INVALID, e.sentence());
        }
    }

    private static Ref ref(String text) {
        if (text.indexOf(':') >= 0) {
            return digest(text);
        }
        try {
            return Ref.parse(text);
        } catch (Failure e) {
            throw new Refusal(ErrorCode.MANIFEST_INVALID, e.sentence());
        }
    }

    private static String name(String text) {
        try {
            return RepositoryName.checked(text);
        } catch (Failure e) {
            throw new Refusal(ErrorCode.NAME_INVALID, e.sentence());
        }
    }
}
