// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How kubectl labels a field: {@code baseUrl} is {@code Base URL}. */
final class FieldLabel {
    private static final Set<String> ACRONYMS = Set.of("API", "URL", "UID", "OSB", "GUID");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}-]+");
    private static final Pattern WORD = Pattern.compile("\\p{Lu}+(?=\\p{Lu}\\p{Ll})|\\p{Lu}?\\p{Ll}+|\\p{Lu}+|-+");

    private FieldLabel() {}

    static String of(String field) {
        if (!PLAIN.matcher(field).matches()) {
            return field;
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(field);
        while (matcher.find()) {
            String word = matcher.group();
            String upper = word.toUpperCase(Locale.ROOT);
            words.add(ACRONYMS.contains(upper) ? upper : upper.charAt(0) + word.substring(1));
        }
        return String.join(" ", words);
    }
}
