// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Random;

/**
 * A server that gives blobs of pseudo-random content and throws away what it is sent, as cheaply as can be, so that the
 * client is what is measured. It knows just what a copy asks of a registry.
 *
 * <p>As a program it prints its port, listens on 127.0.0.1 only, and ends with its standard input.
 */
final class Discarder {
    private static final int BUFFER = 256 * 1024;
    private static final byte[] CONTENT = content();

    private Discarder() {}

    private static byte[] content() {
        byte[] content = new byte[BUFFER];
        new Random(1).nextBytes(content);
        return content;
    }

    /** The blob of a size; a server gives it under any digest. */
    static Descriptor blob(long size) {
        MessageDigest hash = Digest.newHash("sha256");
        for (long left = size; left > 0; left -= BUFFER) {
            hash.update(CONTENT, 0, (int) Math.min(left, BUFFER));
        }
        return new Descriptor(MediaTypes.OCTET_STREAM, Digest.ofHash("sha256", hash.digest()), size);
    }

    /**
     * Serves blobs of one size.
     *
     * @param args the size in bytes
     */
    public static void main(String[] args) throws IOException {
        long size = Long.parseLong(args[0]);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            Thread.ofPlatform().daemon().start(() -> accept(server, size));
            while (System.in.read() >= 0) {
                // Whoever started this says nothing; that he is there is enough.
            }
        }
    }

    private static void accept(ServerSocket server, long size) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client, size));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket client, long size) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream(), 8 * 1024);
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (String request = line(in); !request.isEmpty(); request = line(in)) {
                discard(in, contentLength(in), buffer);
                answer(out, request, size);
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private static void answer(OutputStream out, String request, long size) throws IOException {
        switch (request.substring(0, request.indexOf(' '))) {
            case "GET" -> {
                head(out, "200 OK", size, "");
                for (long left = size; left > 0; left -= BUFFER) {
                    out.write(CONTENT, 0, (int) Math.min(left, BUFFER));
                }
            }
            case "POST" -> head(out, "202 Accepted", 0, "Location: /upload\r\n");
            case "PUT" -> head(out, "201 Created", 0, "");
            default -> head(out, "405 Method Not Allowed", 0, "");
        }
    }

    private static void head(OutputStream out, String status, long length, String more) throws IOException {
        out.write("HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n"
                .formatted(status, length, more)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static long contentLength(InputStream in) throws IOException {
        long length = 0;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(field.substring(field.indexOf(':') + 1).strip());
            }
        }
        return length;
    }

    private static void discard(InputStream in, long length, byte[] buffer) throws IOException {
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException();
            }
            left -= n;
        }
    }

    /** One line of a head, without its end; empty at the end of the stream, too. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
