// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A connection without a network, whose other end does exactly what a test says, when it says it. */
final class FakeSocket extends Socket {
    private final Deque<Byte> incoming = new ArrayDeque<>();
    private final Writing writing;
    private int timeout;
    private boolean closed;
    private boolean shut;

    /** What happens to each write that reaches the socket. */
    interface Writing {
        void write(FakeSocket socket, byte[] bytes, int from, int length) throws Exception;
    }

    FakeSocket(Writing writing) {
        this.writing = writing;
    }

    /** Puts something there to be read. */
    synchronized void say(String text) {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            incoming.add(b);
        }
        notifyAll();
    }

    /** Waits until all was read, or the connection was ended in one direction or both. */
    synchronized void awaitHeard() throws InterruptedException, SocketException {
        while (!incoming.isEmpty() && !shut && !closed) {
            wait();
        }
        awaitNothing();
    }

    /** Takes nothing until the connection is ended. */
    synchronized void awaitEnd() throws InterruptedException, SocketException {
        while (!shut && !closed) {
            wait();
        }
        awaitNothing();
    }

    private void awaitNothing() throws SocketException {
        if (shut || closed) {
            throw new SocketException("ended");
        }
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeout = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeout;
    }

    @Override
    public synchronized void shutdownOutput() {
        shut = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int available() {
                synchronized (FakeSocket.this) {
                    return incoming.size();
                }
            }

            @Override
            public int read() throws IOException {
                synchronized (FakeSocket.this) {
                    try {
                        long end = System.nanoTime() + timeout * 1_000_000L;
                        while (incoming.isEmpty() && !closed) {
                            long left = (end - System.nanoTime()) / 1_000_000;
                            if (left <= 0) {
                                throw new SocketTimeoutException();
                            }
                            FakeSocket.this.wait(left);
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    FakeSocket.this.notifyAll();
                    return closed ? -1 : incoming.remove();
                }
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int n = 0;
                do {
                    int b = read();
                    if (b < 0) {
                        return n == 0 ? -1 : n;
                    }
                    buffer[from + n++] = (byte) b;
                } while (n < length && available() > 0);
                return n;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    writing.write(FakeSocket.this, bytes, from, length);
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }
}
