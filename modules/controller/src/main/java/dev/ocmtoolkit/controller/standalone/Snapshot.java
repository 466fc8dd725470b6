// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.standalone.ManifestDirectory.Declared;
import dev.ocmtoolkit.controller.standalone.ManifestDirectory.Scan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What another program sees of the objects of a host, and how far that can be relied on: what is kept may be older than the manifests, or
 * nobody may keep it any more.
 *
 * @param objects the objects, in the order of their namespaces, kinds and names
 * @param problems what is wrong in the files
 * @param unseen what has happened to manifests, by their objects, that the states do not tell of yet
 * @param stopped since when no host has run; empty where one runs now, or never did
 */
public record Snapshot(
        List<StoredObject> objects, List<Problem> problems, Map<ObjectId, String> unseen, Optional<Instant> stopped) {
    /** Copies the collections. */
    public Snapshot {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        unseen = new TreeMap<>(unseen);
    }

    /**
     * Looks.
     *
     * @param manifests the directory with the manifests
     * @return what is seen
     * @throws dev.ocmtoolkit.oci.Failure NOT_FOUND when there is none, INVALID when it is something else, STORAGE when it cannot be read
     */
    public static Snapshot of(Path manifests) {
        ManifestDirectory directory = new ManifestDirectory(manifests);
        List<Problem> problems = new ArrayList<>();
        // The states first: what a host sees in between is then told as unseen, and not the other way round.
        List<StoredObject> objects = StateDirectory.read(manifests, problems::add);
        Scan scan = directory.scan();
        problems.addAll(scan.problems());
        return new Snapshot(objects, problems, unseen(objects, scan), StateDirectory.stopped(manifests));
    }

    private static Map<ObjectId, String> unseen(List<StoredObject> objects, Scan scan) {
        Map<ObjectId, String> unseen = new TreeMap<>();
        scan.declared().forEach((id, declared) -> {
            if (!ManifestFile.isData(id)) {
                unseen.put(id, "is in %s and has not been looked at yet".formatted(declared.file()));
            }
        });
        for (StoredObject stored : objects) {
            unseen.remove(stored.object().id());
            if (!stored.object().isDeleting()) {
                change(stored, scan)
                        .ifPresent(what -> unseen.put(stored.object().id(), what));
            }
        }
        return unseen;
    }

    private static Optional<String> change(StoredObject stored, Scan scan) {
        RawObject object = stored.object();
        Declared declared = scan.declared().get(object.id());
        if (declared == null) {
            return scan.unreadable().contains(stored.file())
                    ? Optional.empty()
                    : Optional.of("is no longer in %s, and its status is from before".formatted(stored.file()));
        }
        boolean isAsBefore = object.ready().isEmpty() || object.isCurrent() || object.isSuspended();
        return isAsBefore && ObjectStore.isAs(object, declared.object())
                ? Optional.empty()
                : Optional.of("has been changed in %s, and its status is from before".formatted(declared.file()));
    }

    /**
     * What speaks against relying on the states.
     *
     * @param shown which objects matter
     * @return a sentence each
     */
    public List<String> doubts(Predicate<ObjectId> shown) {
        List<String> doubts = new ArrayList<>();
        stopped.ifPresent(since -> doubts.add(
                "the controllers have not run since %s, and states are from before; start them with ocm controller run"
                        .formatted(since.truncatedTo(ChronoUnit.SECONDS))));
        problems.forEach(problem -> doubts.add(problem.sentence()));
        unseen.forEach((id, what) -> {
            if (shown.test(id)) {
                doubts.add(id + " " + what);
            }
        });
        return doubts;
    }
}
