// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The floor: what two blocking sockets, one buffer and a hash cost, with nothing that a real client needs besides. */
final class PlainSockets implements Contestant {
    private static final int BUFFER = 256 * 1024;

    private final InetSocketAddress server;
    private final byte[] buffer = new byte[BUFFER];

    PlainSockets(InetSocketAddress server) {
        this.server = server;
    }

    @Override
    public void copy(Descriptor blob) throws IOException {
        try (Socket source = connect();
                Socket target = connect()) {
            request(source, "GET /v2/%s/blobs/%s".formatted(REPOSITORY, blob.digest()), "");
            expect(source, "200");
            request(target, "PUT /upload", "Content-Length: %d\r\n".formatted(blob.size()));
            MessageDigest hash = Digest.newHash("sha256");
            InputStream in = source.getInputStream();
            OutputStream out = target.getOutputStream();
            for (long left = blob.size(); left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(left, BUFFER));
                if (n < 0) {
                    throw new EOFException();
                }
                hash.update(buffer, 0, n);
                out.write(buffer, 0, n);
                left -= n;
            }
            expect(target, "201");
            if (!Digest.ofHash("sha256", hash.digest()).equals(blob.digest())) {
                throw new IOException("the content is another");
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void request(Socket to, String request, String field) throws IOException {
        to.getOutputStream()
                .write("%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
                        .formatted(request, field)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(Socket from, String status) throws IOException {
        String line = Discarder.line(from.getInputStream());
        if (!line.startsWith("HTTP/1.1 " + status)) {
            throw new IOException("the server says " + line);
        }
        while (!Discarder.line(from.getInputStream()).isEmpty()) {
            // No field of the answer is needed.
        }
    }

    @Override
    public void close() {}
}
