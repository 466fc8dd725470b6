// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {
    @Test
    void aClientThatTakesNothingIsCut() throws Exception {
        Watchdog watchdog = new Watchdog(Duration.ofMillis(50));
        CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(listening.getLocalAddress());
                    SocketChannel serving = listening.accept()) {
                Thread writer = Thread.ofVirtual().start(() -> {
                    try (OutputStream out = watchdog.guard(Channels.newOutputStream(serving))) {
                        while (true) {
                            out.write(new byte[1 << 16]);
                        }
                    } catch (IOException e) {
                        interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
                    }
                });
                while (!writer.join(Duration.ofMillis(10))) {
                    watchdog.look();
                }
                assertThat(serving.isOpen()).isFalse();
                assertThat(client.isOpen()).isTrue();
            }
        }
        // What it does next, closing files, must not be disturbed.
        assertThat(interruptedAfterwards).isCompletedWithValue(false);
    }

    @Test
    void whoWorksIsLeftAlone() {
        Watchdog watchdog = new Watchdog(Duration.ZERO);
        OutputStream out = watchdog.guard(new ByteArrayOutputStream());

        assertThatCode(() -> {
                    out.write(1);
                    watchdog.look();
                    out.write(2);
                })
                .doesNotThrowAnyException();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
