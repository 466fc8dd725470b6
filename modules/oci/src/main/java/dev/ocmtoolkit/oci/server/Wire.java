// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/** HTTP/1.1 on one connection; a client that does nothing is cut by the {@link Watchdog}. */
final class Wire extends DefaultBHttpServerConnection {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(16 * 1024)
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(100)
            .build();

    Wire(Socket socket, InputStream in, Watchdog watchdog) throws IOException {
        super("http", LIMITS);
        bind(new SocketHolder(socket) {
            @Override
            protected InputStream getInputStream(Socket ours) {
                return watchdog.guard(in);
            }

            @Override
            protected OutputStream getOutputStream(Socket ours) throws IOException {
                return watchdog.guard(ours.getOutputStream());
            }
        });
    }
}
