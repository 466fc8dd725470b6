// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of one object, the same on all hosts: reads the object, has its reconciler act, and makes of the outcome a status patch, events
 * and the time of the next turn. It never throws. Does no I/O itself; it remembers how often in a row an object failed, and whose first
 * turn has no outcome yet.
 */
public final class Turn {
    /** The reason of an object whose spec cannot be read. */
    public static final String INVALID_SPEC = "InvalidSpec";
    /** The reason of an object that met a fault of this program. */
    public static final String INTERNAL_ERROR = "InternalError";
    /** The reason of an object that is as it is wanted. */
    public static final String SUCCEEDED = "Succeeded";

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final String EVENT_ANNOTATIONS = "event.toolkit.fluxcd.io/";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;

    /** Why there is a turn. */
    public enum Occasion {
        /** The host has just started: what is as it was is not told again. */
        START,
        /** Anything else. */
        USUAL,
    }

    private final InstantSource clock;
    private final Map<Uid, Integer> failures = new ConcurrentHashMap<>();
    private final Set<Uid> starting = ConcurrentHashMap.newKeySet();

    /**
     * Turns by a clock.
     *
     * @param clock for times in conditions
     */
    public Turn(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One turn.
     *
     * @param reconciler of the object's kind
     * @param raw the object
     * @param world the others
     * @param occasion why
     * @param <S> what is wanted
     * @param <T> what is
     * @return what the host has to do
     */
    public <S, T> Effects run(Reconciler<S, T> reconciler, RawObject raw, World world, Occasion occasion) {
        Optional<String> finalizer = reconciler.kind().finalizer(raw.id().kind());
        boolean held = finalizer.filter(raw.finalizers()::contains).isPresent();
        if (raw.isDeleting()) {
            reconciler.gone(raw.uid());
            return held ? release(reconciler, raw, world, finalizer.orElseThrow()) : Effects.NONE;
        }
        FinalizerChange change =
                held || finalizer.isEmpty() ? new FinalizerChange.None() : new FinalizerChange.Add(finalizer.get());
        if (raw.isSuspended()) {
            reconciler.gone(raw.uid());
            return new Effects(stopped(reconciler.kind(), raw), change, List.of(), Optional.empty(), Outcome.NOTHING);
        }
        Outcome<T> outcome = act(reconciler, raw, world, false);
        Effects effects = effects(reconciler.kind(), raw, outcome, change);
        boolean first = starting.remove(raw.uid()) || occasion == Occasion.START;
        boolean nothingNew = first && effects.statusPatch().isEmpty();
        if (nothingNew && outcome instanceof Outcome.Working<T>) {
            starting.add(raw.uid());
        }
        return nothingNew
                ? new Effects(effects.statusPatch(), change, List.of(), effects.again(), effects.applied())
                : effects;
    }

    /**
     * Forgets an object that is gone.
     *
     * @param uid which
     */
    public void forget(Uid uid) {
        failures.remove(uid);
        starting.remove(uid);
    }

    private <S, T> Effects release(Reconciler<S, T> reconciler, RawObject raw, World world, String finalizer) {
        Outcome<T> outcome = act(reconciler, raw, world, true);
        // What cannot be read any more holds nothing.
        boolean unreadable =
                outcome instanceof Outcome.NotReady<T> bad && bad.reason().equals(INVALID_SPEC);
        if (outcome instanceof Outcome.Released<T> || unreadable) {
            failures.remove(raw.uid());
            return new Effects(
                    Optional.empty(),
                    new FinalizerChange.Remove(finalizer),
                    List.of(),
                    Optional.empty(),
                    Outcome.NOTHING);
        }
        return effects(reconciler.kind(), raw, outcome, new FinalizerChange.None());
    }

    private static <S, T> Outcome<T> act(Reconciler<S, T> reconciler, RawObject raw, World world, boolean release) {
        Kind<S, T> kind = reconciler.kind();
        ApiObject<S, T> object;
        try {
            object = ApiObject.read(kind, raw);
        } catch (Failure malformed) {
            reconciler.gone(raw.uid());
            return new Outcome.NotReady<>(kind.status(raw), INVALID_SPEC, Sentence.of(malformed));
        } catch (RuntimeException | Error fault) {
            return unforeseen(kind, raw, fault);
        }
        try {
            return release ? reconciler.release(object, world) : reconciler.reconcile(object, world);
        } catch (RuntimeException | Error fault) {
            return unforeseen(kind, raw, fault);
        }
    }

    /** One object that meets a fault, an overflow of the stack say, must not end the turns of any. */
    private static <S, T> Outcome<T> unforeseen(Kind<S, T> kind, RawObject raw, Throwable fault) {
        String sentence = Sentence.ofUnforeseen(fault);
        LOG.error("{}: {}", raw.id(), sentence);
        LOG.debug("{}", raw.id(), fault);
        return new Outcome.NotReady<>(kind.status(raw), INTERNAL_ERROR, sentence);
    }

    private <S, T> Effects effects(Kind<S, T> kind, RawObject raw, Outcome<T> outcome, FinalizerChange change) {
        return switch (outcome) {
            case Outcome.Ready<T> ready -> {
                failures.remove(raw.uid());
                Optional<Duration> next = kind.interval(kind.spec(raw)).filter(Duration::isPositive);
                Condition condition = condition(raw, true, SUCCEEDED, ready.message());
                String finished = next.map(d -> "Reconciliation finished, next run in " + GoDuration.format(d))
                        .orElse("Reconciliation finished, no further runs scheduled until next change");
                Map<String, String> annotations = kind.annotations(raw, ready.status());
                List<Event> events = List.of(
                        event(raw, Event.Type.NORMAL, SUCCEEDED, ready.message(), Map.of()),
                        event(raw, Event.Type.NORMAL, SUCCEEDED, finished, annotations));
                yield new Effects(ended(kind, raw, ready.status(), condition), change, events, next, ready.applied());
            }
            case Outcome.NotReady<T> notReady -> {
                Condition condition = condition(raw, false, notReady.reason(), notReady.message());
                List<Event> events =
                        List.of(event(raw, Event.Type.WARNING, notReady.reason(), notReady.message(), Map.of()));
                Optional<Duration> pause = Optional.of(pause(kind, raw));
                yield new Effects(
                        ended(kind, raw, notReady.status(), condition), change, events, pause, notReady.applied());
            }
            case Outcome.Working<T> working ->
                new Effects(
                        working.status()
                                .flatMap(status -> underWay(
                                        kind, raw, status, working.isOvercome() ? Optional.empty() : raw.ready())),
                        change,
                        List.of(),
                        working.again(),
                        Outcome.NOTHING);
            case Outcome.Released<T> released ->
                new Effects(Optional.empty(), change, List.of(), Optional.empty(), Outcome.NOTHING);
        };
    }

    /** Grows with each failure in a row, and never beyond the interval at which the object is looked at anyway. */
    private <S, T> Duration pause(Kind<S, T> kind, RawObject raw) {
        int before = failures.merge(raw.uid(), 1, Integer::sum) - 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        Duration longest = LONGEST_PAUSE;
        try {
            longest = kind.interval(kind.spec(raw))
                    .filter(interval -> interval.compareTo(FIRST_PAUSE) >= 0 && interval.compareTo(LONGEST_PAUSE) < 0)
                    .orElse(LONGEST_PAUSE);
        } catch (Failure unreadable) {
            LOG.debug("{}: no interval", raw.id());
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private static Condition condition(RawObject raw, boolean isTrue, String reason, String message) {
        return new Condition(Condition.READY, isTrue, reason, message, raw.generation(), "");
    }

    private <S, T> Optional<ObjectNode> ended(Kind<S, T> kind, RawObject raw, T status, Condition ready) {
        return patch(kind, raw, status, Optional.of(ready), OptionalLong.of(raw.generation()));
    }

    /** Whether it is ready is not known anew. */
    private <S, T> Optional<ObjectNode> underWay(Kind<S, T> kind, RawObject raw, T status, Optional<Condition> ready) {
        JsonNode observed = raw.status().path("observedGeneration");
        return patch(
                kind,
                raw,
                status,
                ready,
                observed.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(observed.asLong()));
    }

    /** A transfer that was ended is not said to be in progress; else what is left alone keeps its status. */
    private <S, T> Optional<ObjectNode> stopped(Kind<S, T> kind, RawObject raw) {
        return raw.condition(Condition.TRANSFER_IN_PROGRESS)
                .filter(Condition::isTrue)
                .flatMap(running -> underWay(kind, raw, kind.status(raw), raw.ready()));
    }

    private <S, T> Optional<ObjectNode> patch(
            Kind<S, T> kind, RawObject raw, T status, Optional<Condition> ready, OptionalLong observed) {
        List<Condition> conditions = new ArrayList<>();
        ready.ifPresent(conditions::add);
        conditions.addAll(kind.conditions(status));
        ObjectNode wanted = kind.json(status);
        if (!conditions.isEmpty()) {
            wanted.set("conditions", Conditions.list(raw.status(), conditions, clock.instant()));
        }
        observed.ifPresent(generation -> wanted.put("observedGeneration", generation));
        return MergePatch.between(raw.status(), wanted);
    }

    private static Event event(
            RawObject raw, Event.Type type, String reason, String message, Map<String, String> annotations) {
        Map<String, String> all = new LinkedHashMap<>(annotations);
        List<String> names = new ArrayList<>(raw.annotations().keySet());
        names.removeIf(name -> !name.startsWith(EVENT_ANNOTATIONS));
        names.forEach(name -> all.put(name, raw.annotations().getOrDefault(name, "")));
        return new Event(type, reason, message, all);
    }
}
