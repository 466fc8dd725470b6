// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.Effects;
import dev.ocmtoolkit.controller.core.Event;
import dev.ocmtoolkit.controller.core.EventCorrelator;
import dev.ocmtoolkit.controller.core.FinalizerChange;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.ReferenceIndex;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.core.Turn;
import dev.ocmtoolkit.controller.core.Turn.Occasion;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.controller.reconcile.Reconcilers;
import dev.ocmtoolkit.controller.transfers.TransferRuns;
import dev.ocmtoolkit.controller.transfers.Transfers;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import dev.ocmtoolkit.ocm.transfer.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs the reconcilers for the manifests of a directory. A file changed is an object changed, a file removed an object deleted; what is
 * known is kept in {@code .ocm} beside them, so that a process that is killed goes on where it ended. Made by {@link #start}, ended by
 * {@link #close}.
 */
public final class StandaloneHost implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final StateDirectory state;
    private final HostListener listener;
    private final Turn turn;
    private final EventCorrelator events;
    private final Transfers transfers;
    private final Reconcilers reconcilers;
    private final ObjectStore objects;
    private final ReferenceIndex references = new ReferenceIndex();
    private final Map<ObjectId, ObjectLoop> loops = new ConcurrentHashMap<>();
    private final Map<Uid, ObjectId> byUid = new ConcurrentHashMap<>();
    /** Objects whose file could not be written: the disk may be full for a while. */
    private final Set<ObjectId> unkept = ConcurrentHashMap.newKeySet();

    private final DirectoryWatch watch;
    private volatile boolean started;
    private volatile boolean closed;

    private StandaloneHost(
            Path directory,
            StateDirectory state,
            Origins origins,
            CopyEngine engine,
            InstantSource clock,
            HostListener listener) {
        this.state = state;
        this.listener = listener;
        this.turn = new Turn(clock);
        this.objects = new ObjectStore(clock);
        this.events = new EventCorrelator(new KeptEvents(objects, listener), clock);
        ContentCache cache = new ContentCache(ContentCache.LIMIT);
        this.transfers = new TransferRuns(new Transfer(origins, engine, cache), clock, this::wake);
        this.reconcilers = new Reconcilers(origins, cache, transfers, directory);
        this.watch = new DirectoryWatch(directory, objects::files, this::declare, DirectoryWatch.ROUND);
    }

    /**
     * Starts.
     *
     * @param directory the directory with the manifests; relative paths of archives are meant against it too
     * @param origins connections to registries; closed by who made them, after this
     * @param engine what moves content; closed by who made it, after this
     * @param clock the time
     * @param listener is told what happens
     * @return the running host
     * @throws Failure NOT_FOUND when there is no such directory, INVALID when it is something else, CONFLICT when another process runs on
     *     it, STORAGE when the state cannot be written
     */
    public static StandaloneHost start(
            Path directory, Origins origins, CopyEngine engine, InstantSource clock, HostListener listener) {
        ManifestDirectory.require(directory);
        StateDirectory state = StateDirectory.open(directory);
        StandaloneHost host = new StandaloneHost(directory, state, origins, engine, clock, listener);
        try {
            StateDirectory.read(directory, listener::problem).forEach(host.objects::load);
            host.watch.lookOnce();
            host.startLoops();
            host.watch.start();
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** {@return what is held now; the status of each is as its last turn left it} */
    public List<RawObject> objects() {
        return objects.all();
    }

    private void startLoops() {
        started = true;
        objects.all().forEach(object -> loop(object, reconcilers.untilFirstTurn(object)));
    }

    private void loop(RawObject object, Duration first) {
        ObjectId id = object.id();
        byUid.put(object.uid(), id);
        index(object);
        ObjectLoop loop = new ObjectLoop(occasion -> turn(id, occasion), first);
        if (loops.putIfAbsent(id, loop) == null) {
            loop.start(id.toString(), Occasion.START);
        }
    }

    private void index(RawObject object) {
        references.put(object.id(), reconcilers.watched(object));
    }

    /** What the manifests say now. Never while an object is removed, which may be in them again. */
    private synchronized void declare(ObjectStore.Changes changes) {
        changes.problems().forEach(listener::problem);
        unkept.forEach(this::keep);
        for (ObjectId id : objects.accept(changes)) {
            if (!started || closed) {
                continue;
            }
            Optional<RawObject> object = objects.find(id);
            if (object.isPresent() && !ManifestFile.isData(id)) {
                keep(id);
                index(object.get());
                loop(object.get(), Duration.ZERO);
                wake(id);
            }
            references.referringTo(id).forEach(this::wake);
        }
    }

    private Optional<Duration> turn(ObjectId id, Occasion occasion) {
        Optional<HeldObject> held = objects.held(id);
        if (held.isEmpty() || closed) {
            return Optional.empty();
        }
        RawObject before = held.get().object();
        if (before.isDeleting() && before.finalizers().isEmpty()) {
            remove(before);
            return Optional.empty();
        }
        Effects effects = turn.run(reconcilers.of(id), before, objects, occasion);
        if (closed) {
            return Optional.empty();
        }
        boolean changed = held.get().apply(effects);
        effects.applied().run();
        for (Event event : effects.events()) {
            events.tell(id, before.uid(), event);
        }
        keep(id);
        RawObject after = held.get().object();
        listener.turned(after);
        if (effects.finalizer() instanceof FinalizerChange.Remove
                && after.isDeleting()
                && after.finalizers().isEmpty()) {
            remove(after);
            return Optional.empty();
        }
        if (changed) {
            index(after);
            references.referringTo(id).forEach(this::wake);
        }
        return effects.again();
    }

    private void keep(ObjectId id) {
        try {
            objects.held(id).ifPresent(held -> held.save(state));
            unkept.remove(id);
        } catch (Failure failure) {
            if (unkept.add(id)) {
                listener.notKept(Sentence.of(failure));
            }
        }
    }

    /** An object that nobody holds any more is gone; whoever waited for that goes on. */
    private synchronized void remove(RawObject object) {
        ObjectId id = object.id();
        reconcilers.of(id).gone(object.uid());
        turn.forget(object.uid());
        byUid.remove(object.uid());
        objects.remove(id);
        Set<ObjectId> referredTo = references.remove(id);
        ObjectLoop loop = loops.remove(id);
        if (loop != null) {
            loop.stop();
        }
        try {
            state.delete(id);
        } catch (Failure failure) {
            listener.notKept(Sentence.of(failure));
        }
        references.referringTo(id).forEach(this::wake);
        referredTo.stream()
                .filter(other ->
                        objects.find(other).filter(RawObject::isDeleting).isPresent())
                .forEach(this::wake);
        watch.again();
    }

    private void wake(Uid uid) {
        ObjectId id = byUid.get(uid);
        if (id != null) {
            wake(id);
        }
    }

    private void wake(ObjectId id) {
        ObjectLoop loop = loops.get(id);
        if (loop != null) {
            loop.wake();
        }
    }

    /** Ends all turns and transfers; what is known stays. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        loops.values().forEach(ObjectLoop::stop);
        transfers.close();
        awaitLoops();
        state.close();
    }

    private void awaitLoops() {
        long end = System.nanoTime() + GRACE.toNanos();
        try {
            for (ObjectLoop loop : loops.values()) {
                loop.await(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
