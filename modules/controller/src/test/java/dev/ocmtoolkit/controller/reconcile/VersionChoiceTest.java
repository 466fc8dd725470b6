// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionChoiceTest {
    private static final List<String> VERSIONS = List.of(
            "0.0.1 0.9.0 1.0.0-alpha 1.0.0-rc.1 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9 2.0.0-rc.1 2.0.0 3.1.0"
                    .split(" "));

    /** As github.com/Masterminds/semver/v3 3.3.1 decides, with which the controllers in Go choose. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    1.0.0              ; 1.0.0 1.0.0+b1
                    =1.0.0             ; 1.0.0 1.0.0+b1
                    v1.0.0             ; 1.0.0 1.0.0+b1
                    ' 1.0.0 '          ; 1.0.0 1.0.0+b1
                    1.2.3+x            ; 1.2.3
                    1.0                ; 1.0.0 1.0.0+b1 1.0.1
                    1                  ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    1.x                ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    ~1                 ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    ^1                 ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    1.2.x              ; 1.2.0 1.2.3
                    ~1.2               ; 1.2.0 1.2.3
                    ~>1.2              ; 1.2.0 1.2.3
                    *                  ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9 2.0.0 3.1.0
                    x                  ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9 2.0.0 3.1.0
                    ~0.0.0             ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9 2.0.0 3.1.0
                    *-0                ; 0.0.1 0.9.0 1.0.0-alpha 1.0.0-rc.1 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9 2.0.0-rc.1 2.0.0 3.1.0
                    >1                 ; 2.0.0 3.1.0
                    >1.2               ; 1.9.9 2.0.0 3.1.0
                    <2                 ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    <2.0.0             ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    <=1                ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    <=1.2              ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3
                    <=1.2.0            ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.2.0
                    ~1.2.3             ; 1.2.3
                    ^1.2.3             ; 1.2.3 1.9.9
                    ^0                 ; 0.0.1 0.9.0
                    ^0.9               ; 0.9.0
                    ^0.0.1             ; 0.0.1
                    >=1.0.0 <2.0.0     ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    >=1.0.0, <2.0.0    ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    >=1.0.0,<2.0.0     ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    1.0.0 - 1.2        ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3
                    1.0.0-1.2.3        ; nothing
                    1.0.0 || 2.0.0     ; 1.0.0 1.0.0+b1 2.0.0
                    !=1.0.0            ; 0.0.1 0.9.0 1.0.0-alpha 1.0.0-rc.1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9 2.0.0-rc.1 2.0.0 3.1.0
                    !=1.2              ; 0.0.1 0.9.0 1.0.0 1.0.0+b1 1.0.1 1.9.9 2.0.0 3.1.0
                    !=1                ; 0.0.1 0.9.0 2.0.0 3.1.0
                    >=1.0.0-0          ; 1.0.0-alpha 1.0.0-rc.1 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9 2.0.0-rc.1 2.0.0 3.1.0
                    ^1.0.0-0           ; 1.0.0-alpha 1.0.0-rc.1 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9
                    >=1.0.0-0 <2.0.0   ; 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.9.9
                    >=1.0.0-0 <2.0.0-0 ; 1.0.0-alpha 1.0.0-rc.1 1.0.0 1.0.0+b1 1.0.1 1.2.0 1.2.3 1.2.9-rc.1 1.9.9
                    >= 6.1.x-0         ; nothing
                    latest             ; improper
                    >=                 ; improper
                    1.0.0.0            ; improper
                    >=1.0.0 foo        ; improper
                    ''                 ; improper
                    01.0.0             ; improper
                    """)
    void admitsWhatTheControllersInGoAdmit(String semver, String admitted) {
        if (admitted.equals("improper")) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> VersionChoice.of(semver, Optional.empty()))
                    .withMessageContaining("improper constraint: ");
            return;
        }
        VersionChoice choice = VersionChoice.of(semver, Optional.empty());
        List<String> expected = admitted.equals("nothing") ? List.of() : List.of(admitted.split(" "));
        assertThat(VERSIONS.stream().filter(version -> admits(choice, version))).isEqualTo(expected);
        if (!expected.isEmpty()) {
            assertThat(expected).contains(choice.newest(VERSIONS));
            assertThat(choice.newest(VERSIONS.reversed())).isEqualTo(choice.newest(VERSIONS));
        }
    }

    private static boolean admits(VersionChoice choice, String version) {
        try {
            return choice.newest(List.of(version)).equals(version);
        } catch (Failure failure) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, 3.1.0",
        "*-0, 3.1.0",
        "<2, 1.9.9",
        "~1.2, 1.2.3",
        "1.0.0, 1.0.0",
        "=1.0.0, 1.0.0+b1",
        "<2.0.0-0, 1.9.9"
    })
    void takesTheNewestOfThem(String semver, String newest) {
        assertThat(VersionChoice.of(semver, Optional.empty()).newest(VERSIONS)).isEqualTo(newest);
    }

    @Test
    void filtersBeforeItChooses() {
        assertThat(VersionChoice.of("*", Optional.of("^1\\.[02]")).newest(VERSIONS))
                .isEqualTo("1.2.3");
    }
}
