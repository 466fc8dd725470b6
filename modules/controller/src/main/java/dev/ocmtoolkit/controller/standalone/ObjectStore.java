// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.SameJson;
import dev.ocmtoolkit.controller.core.World;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The objects of a host: what an API server does in a cluster, as far as it is needed. Thread-safe; changed from manifests by one thread.
 */
final class ObjectStore implements World {
    private final InstantSource clock;
    private final Map<ObjectId, HeldObject> held = new ConcurrentSkipListMap<>();
    private final Map<ObjectId, RawObject> data = new ConcurrentSkipListMap<>();
    /** What was accepted last: most looks at the manifests find nothing new. */
    private final Map<ObjectId, RawObject> accepted = new ConcurrentSkipListMap<>();

    /**
     * What has changed in the manifests.
     *
     * @param declared all objects that they hold
     * @param removed those of the host's objects that they hold no more
     * @param problems what is wrong, as far as that is news
     */
    record Changes(Map<ObjectId, ManifestDirectory.Declared> declared, Set<ObjectId> removed, List<Problem> problems) {}

    ObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes an object from a former run. */
    void load(StoredObject stored) {
        held.put(stored.object().id(), new HeldObject(stored, false));
    }

    Optional<HeldObject> held(ObjectId id) {
        return Optional.ofNullable(held.get(id));
    }

    void remove(ObjectId id) {
        accepted.remove(id);
        held.remove(id);
    }

    List<RawObject> all() {
        return held.values().stream().map(HeldObject::object).toList();
    }

    /** Which objects there are, and in which file, Secrets and ConfigMaps included. */
    Map<ObjectId, String> files() {
        Map<ObjectId, String> files = new ConcurrentSkipListMap<>();
        held.forEach((id, object) -> {
            if (!object.object().isDeleting()) {
                files.put(id, object.file());
            }
        });
        data.keySet().forEach(id -> files.put(id, ""));
        return files;
    }

    @Override
    public Optional<RawObject> find(ObjectId id) {
        return ManifestFile.isData(id) ? Optional.ofNullable(data.get(id)) : held(id).map(HeldObject::object);
    }

    @Override
    public List<RawObject> list(String kind, String namespace) {
        return all().stream()
                .filter(object -> object.id().kind().equals(kind)
                        && object.id().namespace().equals(namespace))
                .toList();
    }

    /** Makes the objects what the manifests say; returns those that are new, other or to go. */
    List<ObjectId> accept(Changes changes) {
        List<ObjectId> changed = new ArrayList<>();
        changes.declared().forEach((id, declared) -> {
            if (ManifestFile.isData(id) ? acceptData(id, declared.object()) : acceptObject(id, declared)) {
                changed.add(id);
            }
        });
        for (ObjectId id : changes.removed()) {
            if (ManifestFile.isData(id)) {
                data.remove(id);
                changed.add(id);
            } else if (held(id).filter(h -> h.change(this::deleted)).isPresent()) {
                changed.add(id);
            }
        }
        return changed;
    }

    private boolean acceptData(ObjectId id, RawObject object) {
        return !object.equals(data.put(id, object));
    }

    private boolean acceptObject(ObjectId id, ManifestDirectory.Declared declared) {
        HeldObject known = held.get(id);
        if (known == null) {
            held.put(
                    id, new HeldObject(new StoredObject(created(declared.object()), declared.file(), List.of()), true));
            return true;
        }
        known.moveTo(declared.file());
        if (declared.object().equals(accepted.put(id, declared.object()))
                && !known.object().isDeleting()) {
            return false;
        }
        // What nobody holds is as good as gone; then it is made anew.
        return known.change(old ->
                old.isDeleting() && old.finalizers().isEmpty() ? old : changed(restored(old), declared.object()));
    }

    private RawObject created(RawObject declared) {
        ObjectNode object = declared.json().deepCopy();
        object.withObject("/metadata")
                .put("creationTimestamp", now())
                .put("generation", 1)
                .put("resourceVersion", "1")
                .put("uid", UUID.randomUUID().toString());
        return new RawObject(object);
    }

    /** Whether a manifest says what an object was made of. */
    static boolean isAs(RawObject held, RawObject declared) {
        return SameJson.test(changed(held, declared).json(), held.json());
    }

    /** What had to stay is no longer to go once its manifest is back. */
    private static RawObject restored(RawObject old) {
        if (!old.isDeleting()) {
            return old;
        }
        ObjectNode object = old.json().deepCopy();
        object.withObject("/metadata").put("generation", old.generation() + 1).remove("deletionTimestamp");
        return new RawObject(object);
    }

    private static RawObject changed(RawObject old, RawObject declared) {
        ObjectNode object = old.json().deepCopy();
        ObjectNode metadata = object.withObject("/metadata");
        for (String map : List.of("labels", "annotations")) {
            JsonNode wanted = declared.metadata().path(map);
            if (wanted.isMissingNode()) {
                metadata.remove(map);
            } else {
                metadata.set(map, wanted);
            }
        }
        if (!SameJson.test(old.spec(), declared.spec())) {
            object.set("spec", declared.spec());
            metadata.put("generation", old.generation() + 1);
        }
        return new RawObject(object);
    }

    private RawObject deleted(RawObject old) {
        if (old.isDeleting()) {
            return old;
        }
        ObjectNode object = old.json().deepCopy();
        object.withObject("/metadata").put("deletionTimestamp", now()).put("generation", old.generation() + 1);
        return new RawObject(object);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
