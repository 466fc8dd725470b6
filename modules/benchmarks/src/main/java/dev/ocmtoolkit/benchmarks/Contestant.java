// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Descriptor;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An HTTP client that copies a blob: GET, SHA-256, PUT, in one thread, without anything of it on disk. */
interface Contestant extends AutoCloseable {
    /** Where a {@link Discarder} has blobs and takes uploads. */
    String REPOSITORY = "bench";

    /**
     * Copies one blob.
     *
     * @param blob what; its digest and size are checked
     */
    void copy(Descriptor blob) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * A contestant by its name in the table.
     *
     * @param name the name
     * @param server where the {@link Discarder} listens
     */
    static Contestant named(String name, InetSocketAddress server) {
        return switch (name) {
            case "sockets" -> new PlainSockets(server);
            case "java.net.http" -> new JdkClient(server, false);
            case "java.net.http-256k" -> new JdkClient(server, true);
            case "oci.remote" -> new OurClient(server);
            default -> throw new IllegalArgumentException("no contestant is called " + name);
        };
    }
}
