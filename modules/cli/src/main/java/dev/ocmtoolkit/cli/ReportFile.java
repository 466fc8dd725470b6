// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.copy.Effort;
import dev.ocmtoolkit.oci.copy.Gap;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became known of each object into a file, in JSON, as it becomes known. The file is there when all of it is written, and only
 * then.
 */
final class ReportFile implements TransferListener, AutoCloseable {
    private final Path file;
    private final Path draft;
    private final JsonGenerator json;
    private final Map<UnitKey, ComponentId> components = new HashMap<>();
    private final long begun = System.nanoTime();
    private long objects;
    private long bytes;
    private @Nullable IOException broken;

    private interface Writing {
        void write() throws IOException;
    }

    /**
     * Begins a report.
     *
     * @param file where it is to be
     * @throws Failure STORAGE when nothing can be written there
     */
    ReportFile(Path file) {
        this.file = file.toAbsolutePath();
        try {
            draft = Files.createTempFile(this.file.getParent(), "." + this.file.getFileName(), ".part");
            json = Json.FACTORY.createGenerator(Files.newBufferedWriter(draft));
            json.useDefaultPrettyPrinter();
        } catch (IOException e) {
            throw failed(e);
        }
        write(() -> {
            json.writeStartObject();
            json.writeArrayFieldStart("objects");
        });
    }

    @Override
    public synchronized void planned(Planned planned) {
        if (planned instanceof Planned.Copy copy) {
            for (Unit unit : copy.units()) {
                components.putIfAbsent(unit.key(), copy.node().id());
            }
        }
    }

    @Override
    public synchronized void proven(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        objects++;
        bytes += effort.bytes();
        write(() -> {
            json.writeStartObject();
            @Nullable ComponentId component = components.get(unit);
            if (component != null) {
                json.writeStringField("component", component.toString());
            }
            json.writeStringField("reference", unit.ref().toString());
            object(where, object, evidence);
            json.writeNumberField("bytes", effort.bytes());
            json.writeNumberField("milliseconds", effort.time().toMillis());
            json.writeNumberField("retries", effort.retries());
            json.writeEndObject();
        });
    }

    @Override
    public synchronized void confirmed(Location where, Descriptor object, Evidence evidence) {
        write(() -> {
            json.writeStartObject();
            object(where, object, evidence);
            json.writeEndObject();
        });
    }

    private void object(Location where, Descriptor object, Evidence evidence) throws IOException {
        object(where, object);
        json.writeStringField("evidence", EvidenceTotals.kind(evidence));
        switch (evidence) {
            case Evidence.Mounted(String from) -> json.writeStringField("from", from);
            case Evidence.Implied(var manifest) -> json.writeStringField("manifest", manifest.toString());
            case Evidence.Accepted accepted -> {}
            case Evidence.Seen seen -> {}
            case Evidence.Reread reread -> {}
        }
    }

    private void object(Location where, Descriptor object) throws IOException {
        json.writeStringField("repository", where.toString());
        json.writeStringField("digest", object.digest().toString());
        json.writeStringField("mediaType", object.mediaType());
        json.writeNumberField("size", object.size());
    }

    /**
     * Ends the report, and puts it where it is to be.
     *
     * @param failures what failed
     * @param gaps what is not at the target
     * @throws Failure STORAGE when it could not be written
     */
    synchronized void finish(List<Failure> failures, List<Gap> gaps) {
        write(() -> {
            json.writeEndArray();
            json.writeArrayFieldStart("gaps");
            for (Gap gap : gaps) {
                json.writeStartObject();
                object(gap.where(), gap.object());
                json.writeStringField("error", ExitCodes.sentence(gap.failure()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("failures");
            for (Failure failure : failures) {
                json.writeString(ExitCodes.sentence(failure));
            }
            json.writeEndArray();
            json.writeNumberField("total", objects);
            json.writeNumberField("bytes", bytes);
            json.writeNumberField("milliseconds", (System.nanoTime() - begun) / 1_000_000);
            json.writeEndObject();
            json.close();
            move();
        });
        if (broken != null) {
            throw failed(broken);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Who tells must not be hindered: what breaks is told in the end. */
    private void write(Writing writing) {
        if (broken != null) {
            return;
        }
        try {
            writing.write();
        } catch (IOException e) {
            broken = e;
        }
    }

    private Failure failed(IOException e) {
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.NONE,
                "cannot write the report %s: %s".formatted(file, e.getMessage()),
                "name another file, or make room",
                e);
    }

    /** Removes what was not finished. */
    @Override
    public synchronized void close() {
        write(json::close);
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // It is only a draft, and named like one.
        }
    }
}
