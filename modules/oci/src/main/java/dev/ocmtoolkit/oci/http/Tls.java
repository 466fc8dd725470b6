// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** TLS on a connected socket, host name checked; nothing of it is loaded before the first {@code https} address. */
final class Tls implements TlsSocketStrategy {
    private final HttpSettings settings;
    private @Nullable SSLContext context;

    Tls(HttpSettings settings) {
        this.settings = settings;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String host, int port, Object attachment, HttpContext http)
            throws IOException {
        SSLSocket tls = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        tls.setSSLParameters(parameters);
        tls.setSoTimeout((int) settings.timeouts().connect().toMillis());
        try {
            tls.startHandshake();
        } catch (SocketTimeoutException e) {
            // A server without TLS may wait for the rest of what it takes for a request.
            throw new SSLException("no answer to the TLS handshake in time", e);
        }
        return tls;
    }

    private synchronized SSLContext context() {
        if (context == null) {
            context = Trust.context(settings.environment(), settings.certificates());
        }
        return context;
    }
}
