// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionLimitTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void oneClientLeavesRoomForOthers() throws Exception {
        Deque<Socket> greedy = new ArrayDeque<>();
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readOnly())) {
            for (int i = 0; i < RegistryServer.CONNECTIONS_PER_ADDRESS; i++) {
                greedy.push(connect(server, "127.0.0.1"));
            }

            assertThat(isAnswered(server, "127.0.0.1")).isFalse();
            assertThat(isAnswered(server, "127.0.0.2")).isTrue();
            greedy.pop().close();
            while (!isAnswered(server, "127.0.0.1")) {
                Thread.onSpinWait();
            }
        } finally {
            for (Socket socket : greedy) {
                socket.close();
            }
        }
    }

    @Test
    void allTogetherAreLimitedToo() throws Exception {
        Admission admission = new Admission(3, 2);
        InetAddress first = InetAddress.ofLiteral("127.0.0.1");
        InetAddress second = InetAddress.ofLiteral("127.0.0.2");

        assertThat(admission.enter(first)).isTrue();
        assertThat(admission.enter(first)).isTrue();
        assertThat(admission.enter(first)).isFalse();
        assertThat(admission.enter(second)).isTrue();
        assertThat(admission.enter(second)).isFalse();
        admission.leave(first);
        assertThat(admission.enter(second)).isTrue();
    }

    private static Socket connect(RegistryServer server, String from) throws IOException {
        return new Socket(server.address().getAddress(), server.address().getPort(), InetAddress.ofLiteral(from), 0);
    }

    private static boolean isAnswered(RegistryServer server, String from) {
        try (Socket socket = connect(server, from)) {
            socket.getOutputStream().write("GET /v2/ HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
