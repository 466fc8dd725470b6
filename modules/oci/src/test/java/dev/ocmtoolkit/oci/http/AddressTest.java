// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "https, Reg.Example, https://reg.example:443, reg.example",
        "http, localhost:5000, http://localhost:5000, localhost:5000",
        "http, reg.example:80, http://reg.example:80, reg.example",
        "https, [FD00::1]:443, https://[fd00::1]:443, [fd00::1]",
    })
    void isNormalised(String scheme, String hostPort, String text, String shown) {
        Address address = Address.parse(scheme, hostPort);
        assertThat(address).hasToString(text);
        assertThat(address.hostPort()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "host/path", "host?q", "user:pw@host", "host:0", "host:65536", "host:x", "ho\nst"})
    void isRefused(String hostPort) {
        assertThatThrownBy(() -> Address.parse("https", hostPort)).isInstanceOf(Failure.class);
    }
}
