// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why there was no answer, or not all of it. */
public final class Breaks {
    private Breaks() {}

    /**
     * The failure that a break of a connection is.
     *
     * @param call what was asked
     * @param broken how it broke
     * @return the failure, UNREACHABLE
     */
    public static Failure failure(HttpCall call, IOException broken) {
        String host = Address.of(call.uri()).hostPort();
        String detail = Text.printable(String.valueOf(broken.getMessage()));
        return switch (broken) {
            case UnknownHostException _ ->
                unreachable(call, "no host of the name %s is known".formatted(host), "check the name", broken);
            case ConnectTimeoutException _ ->
                unreachable(
                        call, "no connection to %s in time".formatted(host), "check the address and the proxy", broken);
            case ConnectException _, NoRouteToHostException _ ->
                unreachable(
                        call,
                        "nothing can be reached at %s".formatted(host),
                        "check the address, and whether the server runs",
                        broken);
            case SSLException tls -> tls(call, host, tls);
            case SocketTimeoutException _ ->
                unreachable(call, "%s made no progress in time: %s".formatted(host, detail), "try again", broken);
            default -> unreachable(call, "the connection to %s broke: %s".formatted(host, detail), "try again", broken);
        };
    }

    /** The failure that an answer is which is not HTTP/1.1. */
    static Failure noHttp(HttpCall call, Exception malformed) {
        return unreachable(
                call,
                "what %s answers is not HTTP: %s"
                        .formatted(
                                Address.of(call.uri()).hostPort(),
                                Text.printable(String.valueOf(malformed.getMessage()))),
                "check scheme and port",
                malformed);
    }

    private static Failure tls(HttpCall call, String host, SSLException tls) {
        String message = String.valueOf(tls.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return unreachable(
                    call,
                    "%s speaks plain HTTP where HTTPS is expected".formatted(host),
                    "write http:// before the host if that is meant",
                    tls);
        }
        for (@Nullable Throwable cause = tls; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                String reason = Text.printable(String.valueOf(cause.getMessage()));
                return unreachable(
                        call,
                        "the certificate of %s is not trusted: %s".formatted(host, reason),
                        "add the certificate of its CA with SSL_CERT_FILE, and use the host name it is made out to",
                        tls);
            }
        }
        return unreachable(
                call,
                "there is no TLS connection to %s: %s".formatted(host, Text.printable(message)),
                "write http:// before the host if it has no TLS, or add the certificate of its CA with SSL_CERT_FILE",
                tls);
    }

    private static Failure unreachable(HttpCall call, String reason, String wayOut, Exception cause) {
        return new Failure(
                Failure.Kind.UNREACHABLE, Failure.Side.NONE, "%s: %s".formatted(call.what(), reason), wayOut, cause);
    }
}
