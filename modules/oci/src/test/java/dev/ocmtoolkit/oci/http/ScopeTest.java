// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopeTest {
    private static final Scope PULL = Scope.repository("a/b", "pull");
    private static final Scope PUSH = Scope.repository("a/b", "push", "pull");

    @Test
    void uniteActionsOfOneResource() {
        Scope both = PUSH.plus(Scope.parse("repository:c:pull repository:a/b:delete"));
        assertThat(both.parts()).containsExactly("repository:a/b:delete,pull,push", "repository:c:pull");
    }

    @Test
    void coverLess() {
        assertThat(PUSH.covers(PULL)).isTrue();
        assertThat(PULL.covers(PUSH)).isFalse();
        assertThat(PULL.covers(Scope.repository("a/c", "pull"))).isFalse();
    }

    @Test
    void readPortsInNamesAndLeaveOutRubbish() {
        assertThat(Scope.parse("repository:host:5000/a:pull x  ").parts())
                .containsExactly("repository:host:5000/a:pull");
        assertThat(Scope.parse("")).isEqualTo(Scope.NONE);
    }
}
