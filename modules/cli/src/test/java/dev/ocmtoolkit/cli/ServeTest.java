// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void thisComputerIsNotWarnedOf(String host) {
        assertThat(Serve.warning(new InetSocketAddress(host, 5000), true)).isEmpty();
    }

    @Test
    void whoLetsOthersInIsWarned() {
        assertThat(Serve.warning(new InetSocketAddress("0.0.0.0", 5000), true))
                .contains("Warning: whoever reaches 0.0.0.0:5000 can read and change the archive, without a password");
        assertThat(Serve.warning(new InetSocketAddress("192.0.2.1", 80), false))
                .contains("Warning: whoever reaches 192.0.2.1:80 can read the archive, without a password");
    }
}
