// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static Optional<Proxies.Proxy> proxy(String noProxy, String address) {
        return new Proxies(Map.of("https_proxy", "http://proxy.example:3128", "NO_PROXY", noProxy))
                .forServer(Address.parse("https", address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|reg.example",
                "reg.example|reg.example",
                "example|reg.example",
                "a.b, .example|reg.example",
                "*.example|reg.example",
                "reg.example:5000|reg.example:5000",
                "10.0.0.0/8|10.1.2.3",
                "10.1.2.2/31|10.1.2.3:5000",
                "fd00::/8|[fd12::1]:5000",
                "[fd12::1]:5000|[fd12::1]:5000",
                "''|localhost",
                "''|127.1.2.3:5000",
                "''|[::1]",
            })
    void isPassedBy(String noProxy, String address) {
        assertThat(proxy(noProxy, address)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|reg.example",
                "eg.example|reg.example",
                ".reg.example|reg.example",
                "reg.example:5001|reg.example:5000",
                "10.0.0.0/8|11.1.2.3",
                "10.1.2.4/31|10.1.2.3",
                "10.0.0.0/99|11.1.2.3",
                "10.0.0.0/8|reg.example",
            })
    void isUsed(String noProxy, String address) {
        assertThat(proxy(noProxy, address)).hasValue(new Proxies.Proxy("proxy.example", 3128, Optional.empty()));
    }

    @Test
    void hasCredentialsFromItsAddress() {
        Proxies proxies = new Proxies(Map.of("HTTP_PROXY", "me:p%40ss@proxy.example"));
        assertThat(proxies.forServer(Address.parse("http", "reg.example")))
                .hasValue(new Proxies.Proxy("proxy.example", 80, Optional.of("Basic bWU6cEBzcw==")));
        assertThat(proxies.forServer(Address.parse("https", "reg.example"))).isEmpty();
    }

    @Test
    void neverShowsItsAddress() {
        Proxies proxies = new Proxies(Map.of("HTTP_PROXY", "socks5://me:secret@proxy.example"));
        assertThatThrownBy(() -> proxies.forServer(Address.parse("http", "reg.example")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("HTTP_PROXY")
                .hasMessageNotContaining("secret");
    }
}
