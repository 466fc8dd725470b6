// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server's answer that is none of those hoped for, with its own words (distribution specification, "Error Codes"). */
public final class RemoteFailure extends Failure {
    private static final long serialVersionUID = 1L;
    private static final int ERROR_LIMIT = 64 * 1024;

    private final int status;
    private final String code;

    private RemoteFailure(Kind kind, String message, @Nullable String wayOut, int status, String code) {
        super(kind, Side.NONE, message, wayOut, null);
        this.status = status;
        this.code = code;
    }

    /** {@return the status code} */
    public int status() {
        return status;
    }

    /** {@return the first of the server's error codes, such as {@code MANIFEST_UNKNOWN}; empty if it named none} */
    public String code() {
        return code;
    }

    /**
     * Reads an unwelcome answer.
     *
     * @param call what was asked
     * @param answer the answer; not closed
     * @param registry the registry's name, as the user knows it
     * @param hasLogin whether there are credentials for it
     * @return the failure
     */
    static RemoteFailure of(HttpCall call, Answer answer, String registry, boolean hasLogin) {
        Words said = words(answer);
        int status = answer.status();
        String server = Address.of(answer.uri()).hostPort();
        String host = server.equals(Address.of(call.uri()).hostPort()) ? "the server" : server;
        String words = (said.code() + " " + said.message()).trim();
        String message = "%s: %s answered %d%s"
                .formatted(call.what(), host, status, words.isEmpty() ? "" : " " + Text.printable(words));
        return new RemoteFailure(
                kind(status, said.code()), message, wayOut(status, registry, hasLogin), status, said.code());
    }

    private static Kind kind(int status, String code) {
        return switch (status) {
            case 401 -> Kind.UNAUTHORIZED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 405 -> Kind.UNSUPPORTED;
            case 429 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : code.equals("UNSUPPORTED") ? Kind.UNSUPPORTED : Kind.INVALID;
        };
    }

    private static @Nullable String wayOut(int status, String registry, boolean hasLogin) {
        return switch (status) {
            case 401 ->
                hasLogin
                        ? "the credentials that are configured for %s were refused: check them".formatted(registry)
                        : "log in with docker login %s, or configure credentials in .ocmconfig".formatted(registry);
            case 403 -> "ask for the permission, or use other credentials";
            case 429 -> "try again later";
            default -> status >= 500 ? "try again later" : null;
        };
    }

    private record Words(String code, String message) {
        static final Words NONE = new Words("", "");
    }

    /** Proxies and load balancers answer with HTML and worse: what is no list of errors has nothing to say here. */
    private static Words words(Answer answer) {
        try {
            byte[] text = answer.bytes(ERROR_LIMIT).orElse(new byte[0]);
            JsonNode json = Json.mapper().readTree(text);
            JsonNode first = json == null
                    ? Json.mapper().missingNode()
                    : json.path("errors").path(0);
            return new Words(
                    first.path("code").asText(""), first.path("message").asText(""));
        } catch (JsonProcessingException e) {
            return Words.NONE;
        } catch (IOException e) {
            return Words.NONE;
        }
    }
}
