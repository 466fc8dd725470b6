// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way in which a server wants to be convinced (RFC 9110, section 11.6.1).
 *
 * @param scheme the scheme in lower case, such as {@code bearer}
 * @param parameters its parameters, names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Reads all challenges of all {@code WWW-Authenticate} fields; what is malformed ends the field it stands in. */
    static List<Challenge> parse(List<String> fields) {
        List<Challenge> all = new ArrayList<>();
        for (String field : fields) {
            new Reader(field).readInto(all);
        }
        return all;
    }

    /**
     * A field is a list of challenges, and each challenge holds a list: after a comma comes a parameter if {@code token =}
     * follows, else the next scheme.
     */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> all) {
            String name = nextName();
            while (!name.isEmpty()) {
                Map<String, String> parameters = new LinkedHashMap<>();
                String scheme = name.toLowerCase(Locale.ROOT);
                name = nextName();
                while (!name.isEmpty() && skip('=')) {
                    // Padding of a token68 value ("Negotiate abc==") is no parameter.
                    while (skip('=')) {}
                    parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value());
                    name = nextName();
                }
                all.add(new Challenge(scheme, parameters));
            }
        }

        private String nextName() {
            while (at < text.length() && (isSpace() || text.charAt(at) == ',')) {
                at++;
            }
            return token();
        }

        private String token() {
            int start = at;
            while (at < text.length() && !isSpace() && ",=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            skipSpace();
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }

        private boolean skip(char wanted) {
            int back = at;
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            at = back;
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && isSpace()) {
                at++;
            }
        }

        private boolean isSpace() {
            return text.charAt(at) == ' ' || text.charAt(at) == '\t';
        }
    }
}
