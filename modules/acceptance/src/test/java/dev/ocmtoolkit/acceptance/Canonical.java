// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import dev.ocmtoolkit.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Contents in a form in which two programs' may be compared byte for byte. What may differ is put away first: compressed content is
 * unpacked, the program that made a manifest is not named, and the digests and sizes that follow from those two are those of
 * the canonical form of what they refer to.
 */
final class Canonical {
    private static final Pattern HEX = Pattern.compile("\\b[0-9a-f]{64}\\b");
    private static final Pattern REFERENCE = Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\",\"size\":\\d+");
    private static final Pattern CREATOR = Pattern.compile("(\"software\\.ocm\\.creator\":\")[^\"]*");

    private final Contents contents;
    private final Map<String, String> forms = new HashMap<>();

    private Canonical(Contents contents) {
        this.contents = contents;
    }

    /**
     * The canonical form.
     *
     * @param contents the contents
     * @return the index, and every object by the way from the index to it; each byte is a char
     */
    static Map<String, String> of(Contents contents) {
        Canonical canonical = new Canonical(contents);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("index", canonical.substitute(contents.index()));
        Map<String, String> names = new LinkedHashMap<>();
        canonical.name(contents.index(), "index", names);
        contents.objects().keySet().stream()
                .filter(hex -> !names.containsKey(hex))
                .sorted(Comparator.comparing(canonical::form))
                .toList()
                .forEach(hex -> names.put(hex, "without reference %d".formatted(names.size())));
        names.forEach((hex, name) -> all.put(name, canonical.form(hex)));
        return all;
    }

    /** The digests that stand in a text, in this order. */
    static List<String> digestsIn(String text) {
        return HEX.matcher(text).results().map(MatchResult::group).distinct().toList();
    }

    private void name(String text, String parent, Map<String, String> names) {
        int number = 0;
        for (String hex : digestsIn(text)) {
            if (contents.objects().containsKey(hex) && !names.containsKey(hex)) {
                names.put(hex, "%s/%d".formatted(parent, ++number));
                name(unpacked(hex), names.get(hex), names);
            }
        }
    }

    private String form(String hex) {
        String known = forms.get(hex);
        if (known == null) {
            known = substitute(unpacked(hex));
            forms.put(hex, known);
        }
        return known;
    }

    private String substitute(String text) {
        String anonymous = CREATOR.matcher(text).replaceAll("$1ANY");
        String sized = REFERENCE
                .matcher(anonymous)
                .replaceAll(reference -> isKnown(reference.group(1))
                        ? "\"digest\":\"sha256:%s\",\"size\":%d"
                                .formatted(
                                        reference.group(1),
                                        form(reference.group(1)).length())
                        : reference.group());
        return HEX.matcher(sized).replaceAll(hex -> isKnown(hex.group()) ? digest(form(hex.group())) : hex.group());
    }

    private boolean isKnown(String hex) {
        return contents.objects().containsKey(hex);
    }

    private static String digest(String form) {
        return Digest.of(form.getBytes(StandardCharsets.ISO_8859_1)).hex();
    }

    private String unpacked(String hex) {
        byte[] bytes = Objects.requireNonNull(contents.objects().get(hex));
        boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        byte[] plain = gzip ? gunzip(bytes) : bytes;
        return new String(TarOwners.withoutForeign(plain), StandardCharsets.ISO_8859_1);
    }

    private static byte[] gunzip(byte[] bytes) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
