// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.Web;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.construct.ComponentConstructor;
import dev.ocmtoolkit.ocm.construct.ConstructListener;
import dev.ocmtoolkit.ocm.construct.ConstructOptions;
import dev.ocmtoolkit.ocm.construct.ConstructorFile;
import dev.ocmtoolkit.ocm.construct.Input;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Archives of component versions, made by the constructor, to transfer from. */
final class MadeArchive {
    private MadeArchive() {}

    /**
     * Makes one.
     *
     * @param directory where
     * @param name its name
     * @param constructor what is in it, as a constructor file says it
     */
    static RepositorySpec.Archive of(
            Path directory, String name, String constructor, Origins origins, CopyEngine engine) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".yaml"), constructor);
        RepositorySpec.Archive archive = new RepositorySpec.Archive(directory.resolve(name), name);
        ConfiguredCredentials nobody = OcmConfig.empty(Environment.OF_OBJECTS).credentials();
        try (Repositories repositories = new Repositories(origins, nobody, new Cancellation())) {
            Contents contents = new Contents(new Web(origins, nobody, new Cancellation()), repositories::artifact);
            new ComponentConstructor(
                            engine,
                            new Input.Sources(repositories, contents),
                            Instant.EPOCH,
                            ComponentConstructor.Existing.DROPPED)
                    .run(
                            ConstructorFile.read(file, name, ConstructOptions.DEFAULT, new ConstructListener() {}),
                            repositories.create(archive),
                            new ConstructListener() {},
                            new Cancellation());
        }
        return archive;
    }
}
