// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.net.ssl.SSLContext;

/** Speaks plain HTTP to a registry server, as no registry client would hide it. */
final class Client implements AutoCloseable {
    private final InetSocketAddress address;
    private final String scheme;
    private final HttpClient http;

    Client(RegistryServer server) {
        this.address = server.address();
        this.scheme = "http";
        this.http = HttpClient.newHttpClient();
    }

    Client(RegistryServer server, SSLContext trusting) {
        this.address = server.address();
        this.scheme = "https";
        this.http = HttpClient.newBuilder().sslContext(trusting).build();
    }

    /** Sends a request; headers are names and values in turn. */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("%s://localhost:%d%s".formatted(scheme, address.getPort(), path)))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, new byte[0], headers);
    }

    /** Sends a body without a length, in chunks of HTTP. */
    HttpResponse<byte[]> stream(String method, String path, byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("%s://localhost:%d%s".formatted(scheme, address.getPort(), path)))
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Opens a connection and sends a text on it. */
    Socket raw(String text) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    @Override
    public void close() {
        http.close();
    }
}
