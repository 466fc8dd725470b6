// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.contract.ContractHost;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The standalone host as the contract sees it: from its files, as other programs do. */
final class DirectoryHost implements ContractHost {
    private final Path directory;
    private Origins origins = new Origins(HttpSettings.of(Map.of()));
    private CopyEngine engine = new CopyEngine();
    private StandaloneHost host;

    DirectoryHost(Path directory) {
        this.directory = directory;
        this.host = start();
    }

    private StandaloneHost start() {
        return StandaloneHost.start(directory, origins, engine, InstantSource.system(), new HostListener() {});
    }

    @Override
    public void write(String file, String manifests) {
        try {
            Files.writeString(directory.resolve(file), manifests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String file) {
        try {
            Files.delete(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the files, as other programs see it. */
    private Optional<StoredObject> stored(ObjectId id) {
        return StateDirectory.read(directory).stream()
                .filter(one -> one.object().id().equals(id))
                .findFirst();
    }

    @Override
    public Optional<RawObject> find(ObjectId id) {
        return stored(id).map(StoredObject::object);
    }

    @Override
    public List<RecordedEvent> events(ObjectId id) {
        return stored(id).map(StoredObject::events).orElse(List.of());
    }

    @Override
    public void restart() {
        closeAll();
        origins = new Origins(HttpSettings.of(Map.of()));
        engine = new CopyEngine();
        host = start();
    }

    @Override
    public List<String> problems() {
        return Snapshot.of(directory).problems().stream().map(Problem::sentence).toList();
    }

    private void closeAll() {
        host.close();
        engine.close();
        origins.close();
    }

    @Override
    public void close() {
        closeAll();
    }
}
