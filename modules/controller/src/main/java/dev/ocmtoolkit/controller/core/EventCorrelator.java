// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps events from flooding their sink, by the rules of Kubernetes' client-go (package {@code tools/record}):
 *
 * <ol>
 *   <li>from the tenth message on that has type and reason in common with others of its object, with no silence of 10 minutes in between,
 *       they become one event;
 *   <li>an event told again only raises the count of the first one;
 *   <li>an object may tell 25 events of a type at once, and one more every 5 minutes.
 * </ol>
 *
 * <p>What it remembers of at most 4096 keys each is in memory: after a restart counting starts anew. Thread-safe.
 */
public final class EventCorrelator {
    private static final int KEYS = 4096;
    private static final int SIMILAR = 10;
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);

    private final EventSink sink;
    private final InstantSource clock;
    private final Map<Group, Similar> similar = bounded();
    private final Map<Key, RecordedEvent> told = bounded();
    private final Map<Talker, Bucket> buckets = bounded();
    private long lastName;

    /** What similar events have in common. */
    private record Group(ObjectId about, Uid uid, Event.Type type, String reason) {}

    /** What makes an event the same one; without a message: what stands for all similar ones. */
    private record Key(Group group, String message, boolean combined) {}

    private record Talker(ObjectId about, Uid uid, Event.Type type) {}

    private record Similar(Set<String> messages, Instant last) {}

    private record Bucket(double tokens, Instant last) {}

    /**
     * Events for a sink.
     *
     * @param sink where they go
     * @param clock the time
     */
    public EventCorrelator(EventSink sink, InstantSource clock) {
        this.sink = sink;
        this.clock = clock;
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEYS;
            }
        };
    }

    /**
     * Tells an event.
     *
     * @param about the object that it is about
     * @param uid that object's uid
     * @param event what is told
     */
    public synchronized void tell(ObjectId about, Uid uid, Event event) {
        Instant now = clock.instant();
        Group group = new Group(about, uid, event.type(), event.reason());
        boolean combined = isOneOfMany(group, event.message(), now);
        Event shown = combined
                ? new Event(
                        event.type(),
                        event.reason(),
                        "(combined from similar events): " + event.message(),
                        event.annotations())
                : event;
        Key key = combined ? new Key(group, "", true) : new Key(group, event.message(), false);
        RecordedEvent before = told.get(key);
        RecordedEvent recorded = before == null
                ? new RecordedEvent(name(about, now), about, uid, shown, 1, now, now)
                : new RecordedEvent(before.name(), about, uid, shown, before.count() + 1, before.first(), now);
        told.put(key, recorded);
        if (!mayTell(new Talker(about, uid, event.type()), now)) {
            return;
        }
        if (before == null || !sink.update(recorded)) {
            sink.create(recorded);
        }
    }

    private boolean isOneOfMany(Group group, String message, Instant now) {
        Similar known = similar.get(group);
        Set<String> messages =
                known == null || Duration.between(known.last(), now).compareTo(SILENCE) > 0
                        ? new LinkedHashSet<>()
                        : known.messages();
        messages.add(message);
        similar.put(group, new Similar(messages, now));
        if (messages.size() < SIMILAR) {
            return false;
        }
        messages.remove(messages.iterator().next());
        return true;
    }

    private boolean mayTell(Talker talker, Instant now) {
        Bucket bucket = buckets.getOrDefault(talker, new Bucket(BURST, now));
        // A clock that was set back must not silence an object until it has caught up.
        long passed = Math.max(0, Duration.between(bucket.last(), now).toMillis());
        double refilled = passed / (double) REFILL.toMillis();
        double tokens = Math.min(BURST, bucket.tokens() + refilled);
        boolean may = tokens >= 1;
        buckets.put(talker, new Bucket(may ? tokens - 1 : tokens, now));
        return may;
    }

    private String name(ObjectId about, Instant now) {
        long nanos = Math.max(now.getEpochSecond() * 1_000_000_000L + now.getNano(), lastName + 1);
        lastName = nanos;
        return about.name() + "." + Long.toHexString(nanos);
    }
}
