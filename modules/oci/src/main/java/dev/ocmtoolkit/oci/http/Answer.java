// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** What a server answered; its content is read from the connection. Used by one thread, to be closed. */
public final class Answer implements AutoCloseable {
    private final ClassicHttpResponse response;
    private final URI uri;
    private final AnswerBody body;

    Answer(ClassicHttpResponse response, URI uri, AnswerBody body) {
        this.response = response;
        this.uri = uri;
        this.body = body;
    }

    /** {@return the status code} */
    public int status() {
        return response.getCode();
    }

    /** {@return who answered: after redirects another address than the one asked} */
    public URI uri() {
        return uri;
    }

    /**
     * A header field.
     *
     * @param name its name, in any case
     * @return its first value, without spaces around, if there is one that is not empty
     */
    public Optional<String> header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null
                ? Optional.empty()
                : Optional.ofNullable(header.getValue()).map(String::trim).filter(value -> !value.isEmpty());
    }

    /**
     * All fields of one name.
     *
     * @param name the name, in any case
     * @return their values
     */
    public List<String> headers(String name) {
        return Arrays.stream(response.getHeaders(name))
                .map(header -> String.valueOf(header.getValue()))
                .toList();
    }

    /** {@return the length of the content that the header promises, also for HEAD} */
    public OptionalLong length() {
        return header("Content-Length")
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    /**
     * The content as a stream. It fails with an {@link IOException} when the connection breaks, is cut short or makes no progress,
     * and with a {@link Failure} when the run was cancelled.
     *
     * @return the stream; closing it closes this answer
     */
    public InputStream body() {
        return body;
    }

    /**
     * Reads the content as a whole.
     *
     * @param limit the most bytes that are accepted
     * @return the content, empty when it has more
     * @throws IOException when the connection breaks
     */
    public Optional<byte[]> bytes(int limit) throws IOException {
        byte[] read = body.readNBytes(limit + 1);
        return read.length > limit ? Optional.empty() : Optional.of(read);
    }

    /** Gives the connection back, or closes it when much is left to read; never throws. */
    @Override
    public void close() {
        body.close();
    }
}
