// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import dev.ocmtoolkit.oci.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The template language {@code subst}, which is that of Go's {@code drone/envsubst}: {@code ${NAME}} is replaced by a value, or by nothing
 * where there is none.
 *
 * <p>The forms are {@code ${NAME:-default}} with {@code =}, {@code :=}, {@code :?}, {@code :+} in the same meaning, {@code ${#NAME}},
 * {@code ${NAME^}}, {@code ^^}, {@code ,}, {@code ,,}, {@code ${NAME:from:length}}, {@code ${NAME#glob}}, {@code ##}, {@code %}, {@code
 * %%}, and {@code ${NAME/text/other}} with {@code //}, {@code /#}, {@code /%}. Lengths are those in UTF-8. Outside, {@code $$} stands for
 * {@code $}, {@code \\} for {@code \} and {@code \/} for {@code /}.
 */
final class Substitution {
    private static final int DEPTH = 50;
    /** The most characters that come out of a template. */
    private static final int LIMIT = 16 * 1024 * 1024;

    private final String text;
    private final UnaryOperator<String> values;
    private final String what;
    private int at;
    private int depth;

    private Substitution(String text, UnaryOperator<String> values, String what) {
        this.text = text;
        this.values = values;
        this.what = what;
    }

    static String fill(String text, UnaryOperator<String> values, String what) {
        return new Substitution(text, values, what).words("", true);
    }

    /** Text and variables up to one of some characters, which stays, or to the end. */
    private String words(String stops, boolean escapes) {
        StringBuilder out = new StringBuilder();
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            if (text.startsWith("${", at)) {
                int start = at;
                out.append(variable());
                requireRoom(out.length(), start);
                continue;
            }
            if (escapes && isEscape()) {
                at++;
            }
            out.append(text.charAt(at++));
        }
        return out.toString();
    }

    private boolean isEscape() {
        return text.startsWith("$$", at) || text.startsWith("\\\\", at) || text.startsWith("\\/", at);
    }

    private String variable() {
        int start = at;
        at += "${".length();
        require(++depth <= DEPTH, start, "has a ${ in more than %d others".formatted(DEPTH));
        boolean length = skip("#");
        String name = name(start);
        String value = values.apply(name);
        String result = length ? Integer.toString(utf8(value).length) : changed(value, start);
        require(skip("}"), start, "has a ${%s that no } ends, or of a form that is not known".formatted(name));
        depth--;
        return result;
    }

    private String name(int start) {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        require(at > from, start, "has a ${ without a name");
        return text.substring(from, at);
    }

    private String changed(String value, int start) {
        if (skip("=") || skip(":=") || skip(":-") || skip(":?") || skip(":+")) {
            String otherwise = words("}", false);
            return value.isEmpty() ? otherwise : value;
        }
        if (skip(":")) {
            return part(value, start);
        }
        if (skip("/")) {
            return replaced(value, start);
        }
        if (skip("#")) {
            boolean longest = skip("#");
            return glob().map(glob -> glob.withoutPrefix(value, longest)).orElse(value);
        }
        if (skip("%")) {
            boolean longest = skip("%");
            return glob().map(glob -> glob.withoutSuffix(value, longest)).orElse(value);
        }
        return cased(value);
    }

    private Optional<Glob> glob() {
        return Glob.of(words("}", false));
    }

    private String cased(String value) {
        if (skip("^^")) {
            return value.toUpperCase(Locale.ROOT);
        }
        if (skip(",,")) {
            return value.toLowerCase(Locale.ROOT);
        }
        boolean upper = skip("^");
        if ((!upper && !skip(",")) || value.isEmpty()) {
            return value;
        }
        int first = value.codePointAt(0);
        int changed = upper ? Character.toUpperCase(first) : Character.toLowerCase(first);
        return Character.toString(changed) + value.substring(Character.charCount(first));
    }

    private String replaced(String value, int start) {
        boolean all = skip("/");
        boolean prefix = !all && skip("#");
        boolean suffix = !all && !prefix && skip("%");
        String old = words("/", true);
        require(skip("/"), start, "has a ${ with a / that is not followed by another");
        String other = words("}", true);
        if (prefix) {
            return value.startsWith(old) ? other + value.substring(old.length()) : value;
        }
        if (suffix) {
            return value.endsWith(old) ? value.substring(0, value.length() - old.length()) + other : value;
        }
        int first = value.indexOf(old);
        if (first < 0) {
            return value;
        }
        if (all) {
            long most = value.length() / Math.max(1, old.length()) + 1L;
            requireRoom(value.length() + most * other.length(), start);
            return value.replace(old, other);
        }
        return value.substring(0, first) + other + value.substring(first + old.length());
    }

    /** What is no number leaves the value as it is, as a shell does. */
    private String part(String value, int start) {
        String from = words(":}", false);
        String length = skip(":") ? words("}", false) : Integer.toString(Integer.MAX_VALUE);
        byte[] bytes = utf8(value);
        int begin;
        int count;
        try {
            begin = Integer.parseInt(from);
            count = Integer.parseInt(length);
        } catch (NumberFormatException e) {
            return value;
        }
        require(count >= 0, start, "has a ${ with a length below 0");
        int first = Math.min(begin < 0 ? Math.max(0, bytes.length + begin) : begin, bytes.length);
        int size = Math.min(count, bytes.length - first);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, first, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(start, "has a ${ that cuts a character in two");
        }
    }

    private boolean skip(String expected) {
        boolean there = text.startsWith(expected, at);
        if (there) {
            at += expected.length();
        }
        return there;
    }

    private void requireRoom(long characters, int position) {
        require(characters <= LIMIT, position, "has a ${ that makes it longer than %d characters".formatted(LIMIT));
    }

    private void require(boolean fulfilled, int position, String rule) {
        if (!fulfilled) {
            throw malformed(position, rule);
        }
    }

    private Failure malformed(int position, String rule) {
        long line =
                1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
        return new Failure(Failure.Kind.INVALID, "%s, line %d: the text %s".formatted(what, line, rule))
                .hint("write $$ for a $ that is meant as it is");
    }

    private static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
