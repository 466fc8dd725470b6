// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.Breaks;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Several files of a version in a Maven repository: all that its directory lists but checksums and signatures, narrowed by a classifier
 * or an extension. They become one tar in gzip, sorted by name, without times and users, so that equal files give equal bytes.
 */
final class MavenPackage implements Content {
    private static final int INDEX_LIMIT = 4 * 1024 * 1024;
    private static final int CHECKSUM_LIMIT = 1024;
    private static final int FILES = 1000;
    private static final int BUFFER = 64 * 1024;
    private static final Pattern LINK = Pattern.compile("href=\"([A-Za-z0-9._+~:/-]+)\"");
    private static final Pattern CHECKED = Pattern.compile(".*\\.(asc|md5|sha1|sha256|sha512)");

    private final Web web;
    private final URI directory;
    private final RemoteAccess.Maven access;
    private final String owner;

    /**
     * A package.
     *
     * @param web asks for it
     * @param directory the version's directory in the repository
     * @param access which files
     * @param owner whose they are, for messages
     */
    MavenPackage(Web web, URI directory, RemoteAccess.Maven access, String owner) {
        this.web = web;
        this.directory = directory;
        this.access = access;
        this.owner = owner;
    }

    @Override
    public String mediaType() {
        return Contents.TGZ;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        NavigableSet<String> listed = listed();
        List<String> files = listed.stream().filter(this::isMeant).toList();
        if (files.isEmpty() || files.size() > FILES) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND,
                    Failure.Side.SOURCE,
                    "%s needs 1 to %d files of its package, and the repository lists %d"
                            .formatted(owner, FILES, files.size()),
                    "check the access, or name one file by its classifier and extension",
                    null);
        }
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(kept(out)))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (String file : files) {
                add(file, checksum(file, listed), tar);
            }
        }
    }

    /** Whoever gave it closes it. */
    private static OutputStream kept(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    private NavigableSet<String> listed() {
        byte[] page;
        try {
            page = web.read(request(URI.create(directory + "/"), owner + ": list of the package's files"), INDEX_LIMIT);
        } catch (Failure failure) {
            throw failure.kind() == Failure.Kind.NOT_FOUND
                    ? failure.hint("check the access, or name one file by its classifier and extension")
                    : failure;
        }
        NavigableSet<String> names = new TreeSet<>();
        LINK.matcher(new String(page, StandardCharsets.UTF_8))
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(link.indexOf('"') + 1, link.length() - 1))
                .map(link -> link.substring(link.lastIndexOf('/') + 1))
                .filter(name -> name.startsWith(stem()))
                .forEach(names::add);
        return names;
    }

    private String stem() {
        return access.artifactId() + "-" + access.version();
    }

    private boolean isMeant(String name) {
        String rest = name.substring(stem().length());
        int dot = rest.indexOf('.');
        if (dot < 0
                || (dot > 0 && rest.charAt(0) != '-')
                || CHECKED.matcher(name).matches()) {
            return false;
        }
        String classifier = dot == 0 ? "" : rest.substring(1, dot);
        String extension = rest.substring(dot + 1);
        return access.classifier().orElse(classifier).equals(classifier)
                && access.extension().orElse(extension).equals(extension);
    }

    private Optional<Digest> checksum(String file, NavigableSet<String> listed) {
        for (String algorithm : List.of("sha512", "sha256")) {
            if (listed.contains(file + "." + algorithm)) {
                byte[] text = web.read(
                        request(Request.below(directory, file + "." + algorithm), owner + ": checksum"),
                        CHECKSUM_LIMIT);
                String hex = new String(text, StandardCharsets.US_ASCII).strip().split("\\s", 2)[0];
                return Optional.of(Digest.parse(algorithm + ":" + hex));
            }
        }
        return Optional.empty();
    }

    private void add(String file, Optional<Digest> checksum, TarArchiveOutputStream tar) throws IOException {
        Request request = request(Request.below(directory, file), owner + ": " + file);
        String algorithm = checksum.map(Digest::algorithm).orElse("sha256");
        MessageDigest hash = Digest.newHash(algorithm);
        try (Answer answer = web.open(request)) {
            TarArchiveEntry entry = new TarArchiveEntry(file);
            entry.setModTime(0);
            entry.setSize(answer.length()
                    .orElseThrow(() -> new Failure(
                            Failure.Kind.UNSUPPORTED,
                            Failure.Side.SOURCE,
                            "%s has a length that the server does not tell".formatted(request.what()),
                            "name one file by its classifier and extension",
                            null)));
            tar.putArchiveEntry(entry);
            byte[] buffer = new byte[BUFFER];
            InputStream in = answer.body();
            for (int n = read(in, buffer, request); n >= 0; n = read(in, buffer, request)) {
                hash.update(buffer, 0, n);
                tar.write(buffer, 0, n);
            }
            tar.closeArchiveEntry();
        }
        Digest found = Digest.ofHash(algorithm, hash.digest());
        if (checksum.filter(expected -> !expected.equals(found)).isPresent()) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    Failure.Side.NONE,
                    "%s does not match its checksum in the repository: the content has %s"
                            .formatted(request.what(), found),
                    "restore it there, or transfer from another source",
                    null);
        }
    }

    private int read(InputStream in, byte[] buffer, Request request) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw Breaks.failure(web.call(request), e);
        }
    }

    private static Request request(URI uri, String what) {
        return Request.get("MavenRepository", uri, what);
    }
}
