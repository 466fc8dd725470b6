// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciRegistryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TgzArchiveContractTest extends OciRegistryContract {
    @TempDir
    private Path directory;

    @Override
    protected OciRegistry newRegistry() {
        return CtfArchive.create(directory.resolve("archive"), ArchiveFormat.TGZ);
    }
}
