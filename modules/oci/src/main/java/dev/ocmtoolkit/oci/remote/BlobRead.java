// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.Breaks;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a blob at an offset and makes sure that what comes begins there (RFC 9110, section 14). */
final class BlobRead {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");
    /** Skipped rather than refused, where a server does not know ranges. */
    private static final long SKIPPED = 32L * 1024 * 1024;

    private BlobRead() {}

    static InputStream open(OriginHttp http, HttpCall call, long size, long offset) {
        Answer answer = http.expect(call, 200, 206);
        try {
            long from = answer.status() == 206 ? start(answer, call, size) : 0;
            if (from != offset && (from != 0 || offset > SKIPPED)) {
                throw new Failure(
                        Failure.Kind.UNSUPPORTED,
                        "%s: the server does not read on from byte %d".formatted(call.what(), offset));
            }
            long expected = size - from;
            if (answer.length().orElse(expected) != expected) {
                throw new Failure(
                        Failure.Kind.CORRUPT,
                        "%s has %d bytes where %d are expected"
                                .formatted(call.what(), from + answer.length().orElse(0), size));
            }
            answer.body().skipNBytes(offset - from);
            return answer.body();
        } catch (IOException e) {
            answer.close();
            throw Breaks.failure(call, e);
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    private static long start(Answer answer, HttpCall call, long size) {
        Matcher range = RANGE.matcher(answer.header("Content-Range").orElse(""));
        if (range.matches()
                && Long.parseLong(range.group(2)) == size - 1
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == size)) {
            return Long.parseLong(range.group(1));
        }
        throw new Failure(
                Failure.Kind.CORRUPT, "%s: the server sends another part than was asked for".formatted(call.what()));
    }
}
