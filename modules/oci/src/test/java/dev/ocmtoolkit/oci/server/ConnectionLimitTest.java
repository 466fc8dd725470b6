// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a process of its own, since the JDK reads its limit once, for the first server of a process. */
@Timeout(60)
class ConnectionLimitTest {

    public static void main(String[] args) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<Socket> sockets = new ArrayList<>();
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), any, ServerOptions.readOnly());
                Client client = new Client(server)) {
            for (int i = 0; i < RegistryServer.CONNECTIONS; i++) {
                sockets.add(client.raw(""));
            }
            sockets.add(client.raw("GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            System.out.println(answer(sockets.getLast()));
            sockets.getFirst().close();
            while (!answer(client.raw("GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .equals("answered")) {
                Thread.onSpinWait();
            }
            System.out.println("answered again");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String answer(Socket socket) {
        try {
            return socket.getInputStream().read() < 0 ? "closed" : "answered";
        } catch (IOException e) {
            return "closed";
        }
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConnectionLimitTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).lines())
                    .containsExactly("closed", "answered again");
        } finally {
            process.destroyForcibly();
        }
    }
}
