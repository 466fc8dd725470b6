// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Tag;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tags of a source that are made of a digest: those under which cosign keeps signatures, attestations and bills of materials
 * ({@code sha256-HEX.sig}, {@code .att}, {@code .sbom}), and that of the list of referrers ({@code sha256-HEX}), where registries keep
 * none. A repository of few tags is asked for all of them, once; for others each is asked for. Safe for use by several threads.
 */
final class DigestTags {
    private static final int FEW = 1000;
    private static final List<String> SUFFIXES = List.of(".att", ".sbom", ".sig");
    private static final Pattern FORM = Pattern.compile("(sha256|sha512)-([0-9a-f]{64,128})(\\.att|\\.sbom|\\.sig)?");

    private final OciSource source;
    private boolean asked;
    private Optional<Set<String>> listed = Optional.empty();

    DigestTags(OciSource source) {
        this.source = source;
    }

    /** Whether a tag is of one of these forms. */
    static boolean isOne(Tag tag) {
        return FORM.matcher(tag.name()).matches();
    }

    /** The subject whose referrers are listed under a tag; empty if the tag is of another form, or has a part of the digest only. */
    static Optional<Digest> subject(Tag tag) {
        Matcher form = FORM.matcher(tag.name());
        boolean list = form.matches() && form.group(3) == null && form.group(1).equals("sha256");
        return list ? Optional.of(Digest.parse("sha256:" + form.group(2))) : Optional.empty();
    }

    /** What cosign keeps of a manifest. */
    List<Tag> of(Digest subject) {
        Stream<String> names = SUFFIXES.stream().map(suffix -> subject.algorithm() + "-" + subject.hex() + suffix);
        // One of sha512 is longer than a tag may be.
        return names.filter(name -> name.length() <= 128)
                .filter(name -> isThere(name))
                .map(Tag::new)
                .toList();
    }

    private boolean isThere(String name) {
        return listed().map(all -> all.contains(name))
                .orElseGet(() -> ImageMoves.at(Side.SOURCE, () -> source.resolve(new Tag(name)))
                        .isPresent());
    }

    private synchronized Optional<Set<String>> listed() {
        if (!asked) {
            listed = list();
            asked = true;
        }
        return listed;
    }

    private Optional<Set<String>> list() {
        Set<String> found = new HashSet<>();
        try (Stream<String> tags = source.tags()) {
            Iterator<String> all = tags.iterator();
            for (int count = 0; all.hasNext(); count++) {
                if (count == FEW) {
                    return Optional.empty();
                }
                String name = all.next();
                if (FORM.matcher(name).matches()) {
                    found.add(name);
                }
            }
            return Optional.of(found);
        } catch (Failure failure) {
            return switch (failure.kind()) {
                case NOT_FOUND -> Optional.of(Set.of());
                case FORBIDDEN, UNAUTHORIZED, UNSUPPORTED -> Optional.empty();
                case UNREACHABLE, UNAVAILABLE, CORRUPT, INVALID, CONFLICT, STORAGE, CANCELLED ->
                    throw failure.on(Side.SOURCE);
            };
        }
    }
}
