// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the HTTP of a process is made with.
 *
 * @param environment the environment variables: {@code SSL_CERT_FILE}, {@code SSL_CERT_DIR}, {@code HTTPS_PROXY},
 *     {@code HTTP_PROXY}, {@code NO_PROXY} (these three in lower case as well) are looked up in it
 * @param certificates PEM text with more certificates to trust
 * @param timeouts how long to wait
 * @param pause the clock
 * @param onPlainHttp told {@code host:port} once per registry that is asked without encryption
 */
public record HttpSettings(
        Map<String, String> environment,
        Optional<String> certificates,
        Timeouts timeouts,
        Pause pause,
        Consumer<String> onPlainHttp) {

    /** Copies the environment. */
    public HttpSettings {
        environment = Map.copyOf(environment);
    }

    /**
     * The usual settings.
     *
     * @param environment the environment variables
     * @return the settings: no further certificates, usual timeouts, the machine's clock, plain HTTP told to nobody
     */
    public static HttpSettings of(Map<String, String> environment) {
        return new HttpSettings(environment, Optional.empty(), Timeouts.DEFAULT, Pause.REAL, _ -> {});
    }

    /**
     * The same settings with more certificates to trust.
     *
     * @param pem PEM text
     * @return the settings
     */
    public HttpSettings withCertificates(String pem) {
        return new HttpSettings(environment, Optional.of(pem), timeouts, pause, onPlainHttp);
    }

    /**
     * The same settings with other timeouts.
     *
     * @param other the timeouts
     * @return the settings
     */
    public HttpSettings withTimeouts(Timeouts other) {
        return new HttpSettings(environment, certificates, other, pause, onPlainHttp);
    }

    /**
     * The same settings with another clock.
     *
     * @param other the clock
     * @return the settings
     */
    public HttpSettings withPause(Pause other) {
        return new HttpSettings(environment, certificates, timeouts, other, onPlainHttp);
    }

    /**
     * The same settings with another listener.
     *
     * @param listener told {@code host:port} once per registry
     * @return the settings
     */
    public HttpSettings withPlainHttpListener(Consumer<String> listener) {
        return new HttpSettings(environment, certificates, timeouts, pause, listener);
    }

    /** {@return a text without the environment, which may hold passwords} */
    @Override
    public String toString() {
        return "HttpSettings[" + timeouts + "]";
    }
}
