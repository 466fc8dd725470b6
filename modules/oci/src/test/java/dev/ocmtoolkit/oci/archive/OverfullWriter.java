// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.WriteScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** A program that writes a piece which fits and one which does not, says what happened, and may finish with the first. */
final class OverfullWriter {
    static final byte[] FITS = content(100_000);
    static final byte[] TOO_MUCH = content(4_000_000);

    private OverfullWriter() {}

    public static void main(String[] args) {
        try (CtfArchive archive = CtfArchive.open(Path.of(args[0]));
                WriteScope scope = archive.begin();
                BlobUpload upload = ((BlobStart.Open) archive.repository("acme.org/app")
                                .startBlob(Optional.empty(), OptionalLong.empty(), List.of()))
                        .upload()) {
            upload.append(Body.of(FITS));
            try {
                upload.append(Body.of(TOO_MUCH));
            } catch (Failure e) {
                System.out.println(e.kind() + ": " + e.sentence());
            }
            System.out.println("resumes at " + upload.resync().orElseThrow());
            if (args[1].equals("finish")) {
                upload.finish(Digest.of(FITS), Body.empty());
                scope.commit();
            }
        }
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
