// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** {@code java.net.http}, with streams at both ends, as it is or with larger buffers. */
final class JdkClient implements Contestant {
    private final URI server;
    private final HttpClient client;

    JdkClient(InetSocketAddress server, boolean largeBuffers) {
        if (largeBuffers) {
            System.setProperty("jdk.httpclient.bufsize", String.valueOf(256 * 1024));
        }
        this.server = URI.create("http://127.0.0.1:" + server.getPort());
        this.client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public void copy(Descriptor blob) throws IOException, InterruptedException {
        MessageDigest hash = Digest.newHash("sha256");
        HttpRequest get = HttpRequest.newBuilder(server.resolve("/v2/%s/blobs/%s".formatted(REPOSITORY, blob.digest())))
                .build();
        try (InputStream in = client.send(get, BodyHandlers.ofInputStream()).body()) {
            HttpRequest put = HttpRequest.newBuilder(server.resolve("/upload"))
                    .PUT(BodyPublishers.fromPublisher(
                            BodyPublishers.ofInputStream(() -> new DigestInputStream(in, hash)), blob.size()))
                    .build();
            HttpResponse<Void> answer = client.send(put, BodyHandlers.discarding());
            if (answer.statusCode() != 201
                    || !Digest.ofHash("sha256", hash.digest()).equals(blob.digest())) {
                throw new IOException("the copy failed with status " + answer.statusCode());
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
