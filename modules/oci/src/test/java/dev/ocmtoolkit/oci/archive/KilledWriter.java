// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A program that writes to an archive, says so, and waits in the middle to be killed. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] args) throws IOException {
        CtfArchive archive = CtfArchive.open(Path.of(args[0]));
        archive.begin();
        OciStore store = archive.repository("acme.org/app");
        OciRegistryContract.image(store, "never committed", Set.of(new Tag("2.0.0")));
        var half = (BlobStart.Open) store.startBlob(Optional.empty(), OptionalLong.empty(), List.of());
        half.upload().append(Body.of("half a blob".getBytes(UTF_8)));
        System.out.println("in the middle");
        System.in.read();
    }
}
