// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables were made with github.com/Masterminds/semver/v3 3.5.0. */
class VersionTest {

    @Test
    void readsWhatTheGoLibraryReads() throws IOException {
        for (String row : table("versions.txt")) {
            int bar = row.lastIndexOf('|');
            String text = unquoted(row.substring(0, bar));
            String expected = row.substring(bar + 1);
            assertThat(Version.parse(text).map(Version::normalized).orElse("-"))
                    .as(row)
                    .isEqualTo(expected);
        }
    }

    @Test
    void comparesAsTheGoLibraryCompares() throws IOException {
        List<String> rows = table("order.txt");
        List<Version> all = rows.stream()
                .map(row -> Version.parse(row.substring(0, row.indexOf('|'))).orElseThrow())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            StringBuilder signs = new StringBuilder();
            for (Version other : all) {
                signs.append("<=>".charAt(Integer.signum(all.get(i).compareTo(other)) + 1));
            }
            assertThat(all.get(i) + "|" + signs).isEqualTo(rows.get(i));
        }
    }

    @Test
    void keepsItsText() {
        Version version = Version.parse("v01.2").orElseThrow();
        assertThat(version)
                .hasToString("v01.2")
                .isNotEqualTo(Version.parse("1.2").orElseThrow());
        assertThat(version.normalized()).isEqualTo("1.2.0");
    }

    static List<String> table(String name) throws IOException {
        try (InputStream in = VersionTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    static String unquoted(String text) {
        return text.substring(1, text.length() - 1).replace("\\n", "\n").replace("\\t", "\t");
    }
}
