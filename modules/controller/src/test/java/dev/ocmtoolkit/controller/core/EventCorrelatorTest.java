// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of client-go's recorder, package tools/record. */
class EventCorrelatorTest {
    private static final ObjectId ID = new ObjectId("Component", "default", "c");
    private static final Uid UID = new Uid("u");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Map<String, RecordedEvent> kept = new LinkedHashMap<>();
    private final EventCorrelator correlator = new EventCorrelator(
            new EventSink() {
                @Override
                public void create(RecordedEvent event) {
                    assertThat(kept.put(event.name(), event)).isNull();
                }

                @Override
                public boolean update(RecordedEvent event) {
                    return kept.replace(event.name(), event) != null;
                }
            },
            () -> now);

    @Test
    void aRepeatRaisesTheCount() {
        Instant first = now;
        tell("Applied version 1.0.0");
        now = now.plusSeconds(120);
        tell("Applied version 1.0.0");

        assertThat(kept.values()).singleElement().satisfies(event -> {
            assertThat(event.count()).isEqualTo(2);
            assertThat(event.first()).isEqualTo(first);
            assertThat(event.last()).isEqualTo(now);
        });
    }

    @Test
    void anEventThatIsGoneIsMadeAnew() {
        tell("a");
        kept.clear();
        tell("a");

        assertThat(kept.values())
                .singleElement()
                .satisfies(event -> assertThat(event.count()).isEqualTo(2));
    }

    @Test
    void theTenthMessageStandsForAllFurtherOnes() {
        for (int i = 1; i <= 12; i++) {
            tell("message " + i);
        }

        assertThat(kept).hasSize(10);
        RecordedEvent last = List.copyOf(kept.values()).getLast();
        assertThat(last.event().message()).isEqualTo("(combined from similar events): message 12");
        assertThat(last.count()).isEqualTo(3);
    }

    @Test
    void aLongMessageIsCut() {
        tell("x".repeat(100_000));

        assertThat(List.copyOf(kept.values()).getFirst().event().message()).hasSize(1024);
    }

    @Test
    void aClockThatIsSetBackSilencesNobody() {
        tell("before");
        now = now.minus(Duration.ofDays(365));
        tell("after");

        assertThat(kept).hasSize(2);
    }

    @Test
    void aSilenceOfTenMinutesEndsTheCombining() {
        for (int i = 1; i <= 9; i++) {
            tell("message " + i);
        }
        now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);
        tell("message 10");

        assertThat(List.copyOf(kept.values()).getLast().event().message()).isEqualTo("message 10");
    }

    @Test
    void anObjectTellsTwentyFiveEventsAndThenOneInFiveMinutes() {
        for (int i = 0; i < 30; i++) {
            tell("a");
        }
        assertThat(counts()).containsExactly(25);

        now = now.plus(Duration.ofMinutes(5));
        tell("a");
        tell("a");
        assertThat(counts()).containsExactly(31);
    }

    @Test
    void warningsHaveTheirOwnBudget() {
        for (int i = 0; i < 30; i++) {
            tell("a");
        }
        correlator.tell(ID, UID, new Event(Event.Type.WARNING, "Failed", "b", Map.of()));

        assertThat(counts()).containsExactly(25, 1);
    }

    private List<Integer> counts() {
        List<Integer> counts = new ArrayList<>();
        kept.values().forEach(event -> counts.add(event.count()));
        return counts;
    }

    private void tell(String message) {
        correlator.tell(ID, UID, new Event(Event.Type.NORMAL, "Succeeded", message, Map.of()));
    }
}
