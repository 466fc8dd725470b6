// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an artifact is, as people write it: {@code [scheme://]host[:port]/repository[:tag][@digest]}, with Docker's defaults: without
 * a host, {@code docker.io}, and there, for a single name, {@code library/}.
 *
 * @param scheme {@code http}, or {@code https}, which is meant where none is written
 * @param schemeWritten whether it was written
 * @param hostPort the host, with {@code :port} where there is one
 * @param repository the repository
 * @param tag the tag
 * @param digest the digest, which wins where both are there
 */
public record Reference(
        String scheme,
        boolean schemeWritten,
        String hostPort,
        String repository,
        Optional<Tag> tag,
        Optional<Digest> digest) {
    private static final String DOCKER = "docker.io";
    /** More than host, repository, tag and digest can have. */
    private static final int LIMIT = 1200;

    private static final Pattern FORM = Pattern.compile(
            "(?:(?<scheme>[a-z]+)://)?(?<path>[^@:/]+(?::\\d+(?=/))?(?:/[^@:]*)?)(?::(?<tag>[^@:/]+))?(?:@(?<digest>.+))?");
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:\\d{1,5})?");

    /**
     * Reads a reference.
     *
     * @param text the text
     * @return the reference
     * @throws Failure INVALID when it is none
     */
    public static Reference parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LIMIT || !form.matches()) {
            throw invalid(text);
        }
        String written = form.group("scheme");
        String path = form.group("path");
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        boolean host = written != null || (slash > 0 && (first.matches(".*[.:].*") || first.equals("localhost")));
        String hostPort = host ? first : DOCKER;
        String repository = host ? path.substring(slash + 1) : path;
        if (hostPort.equals(DOCKER) && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        if ((host && slash < 0) || !HOST.matcher(hostPort).matches() || !RepositoryName.isName(repository)) {
            throw invalid(text);
        }
        return new Reference(
                scheme(written, text),
                written != null,
                hostPort,
                repository,
                Optional.ofNullable(form.group("tag")).map(Tag::new),
                Optional.ofNullable(form.group("digest")).map(Digest::parse));
    }

    private static String scheme(@Nullable String written, String text) {
        if (written == null || written.equals("https") || written.equals("oci")) {
            return "https";
        }
        if (!written.equals("http")) {
            throw invalid(text);
        }
        return "http";
    }

    private static Failure invalid(String text) {
        return new Failure(
                        Failure.Kind.INVALID, "\"%s\" is no reference to an artifact".formatted(Text.printable(text)))
                .hint("write host[:port]/repository[:tag][@digest], with http:// before it for plain HTTP");
    }

    /** {@return what to ask for: the digest, else the tag, else {@code latest}} */
    public Ref ref() {
        if (digest.isPresent()) {
            return digest.get();
        }
        return tag.orElseGet(() -> new Tag("latest"));
    }

    /** {@return repository and tag, without the host} */
    public String name() {
        return repository + tag.map(t -> ":" + t).orElse("");
    }
}
