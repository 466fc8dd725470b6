// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what goes wrong with the API server, each sentence once in ten minutes: what ails one object often ails thousands. Thread-safe. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int SENTENCES = 1000;

    private final InstantSource clock;
    private final Map<String, Instant> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > SENTENCES;
        }
    };

    Complaints(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void say(String sentence) {
        Instant now = clock.instant();
        Instant before = said.put(sentence, now);
        if (before != null && Duration.between(before, now).compareTo(SILENCE) < 0) {
            said.put(sentence, before);
        } else {
            LOG.warn(sentence);
        }
    }
}
