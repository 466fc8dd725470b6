// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Artifacts as the command line names them: {@code [scheme://]host[:port]/name[:tag][@digest]} as Docker reads it, or
 * {@code REPOSITORY//name[:tag][@digest]} for what is in an archive or below a path; without the name, all of them.
 *
 * @param spec the registry or archive
 * @param prefix the same, as it was written
 * @param repository the OCI repository; empty for all
 * @param tag the tag
 * @param digest the digest
 */
record ArtifactRef(RepositorySpec spec, String prefix, String repository, Optional<Tag> tag, Optional<Digest> digest) {
    private static final Pattern HOST_ALONE = Pattern.compile("(https?|oci)://[^/]+/?|[a-zA-Z0-9.-]+:\\d+");

    /** Artifacts to read. */
    static ArtifactRef source(String text, ComponentRef.Scope scope) {
        return parse(text, scope, false);
    }

    /** Where artifacts are to be; an archive need not be there yet. */
    static ArtifactRef target(String text, ComponentRef.Scope scope) {
        ArtifactRef target = parse(text, scope, true);
        if (target.digest.isPresent()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.TARGET,
                    "\"%s\" has a digest, and a copy keeps that of its source".formatted(Text.printable(text)),
                    "leave out what follows the @",
                    null);
        }
        return target;
    }

    /** Artifacts of a repository that is known. */
    static ArtifactRef within(RepositorySpec spec, String prefix, String text) {
        int at = text.indexOf('@');
        String tagged = at < 0 ? text : text.substring(0, at);
        int colon = tagged.indexOf(':');
        return new ArtifactRef(
                spec,
                prefix,
                RepositoryName.checked(colon < 0 ? tagged : tagged.substring(0, colon)),
                colon < 0 ? Optional.empty() : Optional.of(new Tag(tagged.substring(colon + 1))),
                at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1))));
    }

    private static ArtifactRef parse(String text, ComponentRef.Scope scope, boolean target) {
        int scheme = text.indexOf("://");
        int slashes = text.indexOf("//", scheme < 0 ? 0 : scheme + "://".length());
        if (slashes >= 0) {
            String prefix = text.substring(0, slashes);
            return within(spec(prefix, scope, target), prefix, text.substring(slashes + 2));
        }
        boolean path = text.contains("::") || text.startsWith(".") || text.startsWith("/");
        if (path
                || HOST_ALONE.matcher(text).matches()
                || Files.isDirectory(scope.workingDirectory().resolve(text))) {
            return new ArtifactRef(spec(text, scope, target), text, "", Optional.empty(), Optional.empty());
        }
        Reference reference = Reference.parse(text);
        RepositorySpec.Registry registry =
                new RepositorySpec.Registry(reference.scheme(), reference.schemeWritten(), reference.hostPort(), "");
        return new ArtifactRef(
                registry, registry.baseUrl(), reference.repository(), reference.tag(), reference.digest());
    }

    private static RepositorySpec spec(String text, ComponentRef.Scope scope, boolean target) {
        return target ? ComponentRef.target(text, scope) : ComponentRef.repository(text, scope);
    }

    /** The same artifacts under another name. */
    ArtifactRef named(String name, Optional<Tag> otherTag) {
        return new ArtifactRef(spec, prefix, name, otherTag, digest);
    }

    /** {@return as it is printed} */
    @Override
    public String toString() {
        return prefix.replaceFirst("/+$", "")
                + "/"
                + repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
