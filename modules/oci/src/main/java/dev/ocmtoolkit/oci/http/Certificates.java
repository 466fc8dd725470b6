// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates from PEM text and files (RFC 7468). */
final class Certificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final long BYTES = 16L * 1024 * 1024;
    private static final int FILES = 2_000;

    private Certificates() {}

    static List<Certificate> file(Path path, String what) {
        return parse(read(path, what), what);
    }

    /** As in OpenSSL's directories: files that hold no certificate are passed over. */
    static List<Certificate> directory(Path directory, String what) {
        List<Certificate> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            int count = 0;
            for (Path file : files) {
                if (++count > FILES) {
                    throw new Failure(Failure.Kind.INVALID, "%s: more than %d files are there".formatted(what, FILES));
                }
                all.addAll(file(file, what));
            }
            return all;
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    /** Reads block by block, since Debian's bundle and users' files have comments between the blocks. */
    static List<Certificate> parse(String pem, String what) {
        List<Certificate> all = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            int from = pem.indexOf(BEGIN);
            while (from >= 0) {
                int end = pem.indexOf(END, from);
                if (end < 0) {
                    throw new CertificateException("the last block has no end");
                }
                byte[] block = pem.substring(from, end + END.length()).getBytes(StandardCharsets.ISO_8859_1);
                all.add(factory.generateCertificate(new ByteArrayInputStream(block)));
                from = pem.indexOf(BEGIN, end);
            }
            return all;
        } catch (CertificateException e) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.NONE,
                    "%s: there is a certificate that is malformed".formatted(what),
                    null,
                    e);
        }
    }

    private static String read(Path path, String what) {
        try {
            if (Files.size(path) > BYTES) {
                throw new Failure(Failure.Kind.INVALID, "%s: a file is larger than 16 MiB".formatted(what));
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    private static Failure unreadable(String what, IOException e) {
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.NONE,
                "%s: it cannot be read: %s".formatted(what, Text.printable(e.toString())),
                null,
                e);
    }
}
