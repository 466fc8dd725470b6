// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.contract.ContractHost;
import dev.ocmtoolkit.controller.contract.HostContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the host that needs no cluster. */
class StandaloneHostTest extends HostContract {
    @TempDir
    private Path folder;

    private int behaviours;

    @Override
    protected ContractHost host() {
        try {
            return new DirectoryHost(Files.createDirectory(folder.resolve("behaviour-" + behaviours++)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
