// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.api.OcmRepositorySpec;
import dev.ocmtoolkit.controller.api.OcmRepositoryStatus;
import dev.ocmtoolkit.controller.core.Turn.Occasion;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TurnTest {
    private static final World EMPTY = new World() {
        @Override
        public Optional<RawObject> find(ObjectId id) {
            return Optional.empty();
        }

        @Override
        public List<RawObject> list(String kind, String namespace) {
            return List.of();
        }
    };
    private static final OcmRepositoryStatus STATUS = new OcmRepositoryStatus(List.of());
    private static final OcmRepositoryStatus WITH_CONFIG = new OcmRepositoryStatus(
            List.of(new ConfigRef("v1", new ObjectId("Secret", "default", "s"), Optional.empty())));
    private static final String FINALIZER = "finalizers.ocm.software/ocmrepository";

    private Instant now = Instant.parse("2026-01-01T00:00:00.5Z");
    private final Turn turn = new Turn(() -> now);
    private final List<Uid> gone = new ArrayList<>();
    private Supplier<Outcome<OcmRepositoryStatus>> act = () -> this.outcome;
    private Outcome<OcmRepositoryStatus> outcome = new Outcome.Ready<>(STATUS, "Successfully reconciled");

    private final Reconciler<OcmRepositorySpec, OcmRepositoryStatus> reconciler = new Reconciler<>() {
        @Override
        public Kind<OcmRepositorySpec, OcmRepositoryStatus> kind() {
            return new OcmRepositoryKind();
        }

        @Override
        public Set<ObjectId> watched(ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object) {
            return Set.of();
        }

        @Override
        public Outcome<OcmRepositoryStatus> reconcile(
                ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object, World world) {
            return act.get();
        }

        @Override
        public Outcome<OcmRepositoryStatus> release(
                ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object, World world) {
            return outcome;
        }

        @Override
        public void gone(Uid uid) {
            gone.add(uid);
        }
    };

    @Test
    void aNewObjectGetsItsFinalizerAndItsStatusInOneTurn() {
        Effects effects = run(object(""));

        assertThat(effects.finalizer()).isEqualTo(new FinalizerChange.Add(FINALIZER));
        assertThat(effects.again()).contains(Duration.ofMinutes(1));
        assertThat(effects.events())
                .extracting(Event::message)
                .containsExactly("Successfully reconciled", "Reconciliation finished, next run in 1m0s");
        assertThat(effects.events().getLast().annotations())
                .containsEntry("delivery.ocm.software/repository", "default:r");
        assertThat(SameJson.test(effects.statusPatch().orElseThrow(), yaml("""
            conditions:
            - {type: Ready, status: "True", reason: Succeeded, message: Successfully reconciled, observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z"}
            observedGeneration: 1
            """)))
                .isTrue();
    }

    @Test
    void nothingIsPatchedWhereNothingChanged() {
        RawObject ready = ready();
        now = now.plusSeconds(60);

        Effects effects = run(ready);

        assertThat(effects.statusPatch()).isEmpty();
        assertThat(effects.events()).hasSize(2);
    }

    @Test
    void afterAStartWhatIsAsItWasIsNotToldAgain() {
        assertThat(turn.run(reconciler, ready(), EMPTY, Occasion.START).events())
                .isEmpty();
        assertThat(turn.run(reconciler, object(""), EMPTY, Occasion.START).events())
                .hasSize(2);
    }

    @Test
    void theTimeOfAConditionMovesWithItsMessage() {
        RawObject ready = ready();
        now = now.plusSeconds(60);
        outcome = new Outcome.Ready<>(STATUS, "Other");

        RawObject changed = ready.withStatusPatch(run(ready).statusPatch().orElseThrow());

        assertThat(changed.ready().orElseThrow().lastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void failuresAreTriedAgainWithGrowingPausesUpToTheInterval() {
        RawObject object = object("");
        outcome = new Outcome.NotReady<>(STATUS, "Bad", "it is bad");

        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            pauses.add(run(object).again().orElseThrow());
        }

        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 60000L, 60000L);
        assertThat(run(object).events()).containsExactly(new Event(Event.Type.WARNING, "Bad", "it is bad", Map.of()));

        outcome = new Outcome.Ready<>(STATUS, "good");
        run(object);
        outcome = new Outcome.NotReady<>(STATUS, "Bad", "it is bad");
        assertThat(run(object).again()).contains(Duration.ofMillis(500));
    }

    @Test
    void aSpecThatCannotBeReadIsToldAndTriedAgain() {
        Effects effects = run(object("interval: 10min"));

        assertThat(effects.events()).extracting(Event::reason).containsExactly("InvalidSpec");
        assertThat(effects.again()).isPresent();
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("password"),
                new StackOverflowError("password"),
                new AssertionError("password"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheProgramIsToldInASentenceAndTriedAgain(Throwable fault) {
        act = () -> {
            if (fault instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) fault;
        };

        Effects effects = run(object(""));

        assertThat(effects.events())
                .extracting(Event::reason, Event::message)
                .containsExactly(tuple(
                        "InternalError",
                        "unexpected %s in TurnTest.java, line %d; this is a fault of the program, please report it"
                                .formatted(
                                        fault.getClass().getSimpleName(), fault.getStackTrace()[0].getLineNumber())));
        assertThat(effects.statusPatch()
                        .orElseThrow()
                        .at("/conditions/0/status")
                        .asText())
                .isEqualTo("False");
        assertThat(effects.again()).contains(Duration.ofMillis(500));
        assertThat(run(object("")).again()).contains(Duration.ofSeconds(1));
    }

    @Test
    void anObjectForWhichThereIsNoMemoryIsTriedAgainToo() {
        act = () -> {
            throw new OutOfMemoryError("Java heap space");
        };

        assertThat(run(object("")).events())
                .extracting(Event::message)
                .containsExactly("out of memory; give the program more of it");
    }

    @Test
    void aSuspendedObjectIsLeftAlone() {
        Effects effects = run(object("suspend: true"));

        assertThat(effects.statusPatch()).isEmpty();
        assertThat(effects.events()).isEmpty();
        assertThat(effects.again()).isEmpty();
        assertThat(gone).containsExactly(new Uid("u"));
    }

    @Test
    void anObjectThatMayGoLosesItsFinalizer() {
        outcome = new Outcome.Released<>();

        assertThat(run(deleting()).finalizer()).isEqualTo(new FinalizerChange.Remove(FINALIZER));
        assertThat(gone).containsExactly(new Uid("u"));
    }

    @Test
    void anObjectThatHasToStaySaysWhy() {
        outcome = new Outcome.NotReady<>(STATUS, "DeletionFailed", "somebody needs it");

        Effects effects = run(deleting());

        assertThat(effects.finalizer()).isEqualTo(new FinalizerChange.None());
        assertThat(effects.events()).extracting(Event::reason).containsExactly("DeletionFailed");
    }

    @Test
    void whileItWorksNothingIsSaid() {
        RawObject ready = ready();
        outcome = new Outcome.Working<>();

        assertThat(run(ready)).isEqualTo(Effects.NONE);
    }

    @Test
    void howFarItIsIsTheOnlyThingThatIsSaidWhileItWorks() {
        RawObject ready = ready();
        outcome = new Outcome.Working<>(Optional.of(WITH_CONFIG), Optional.of(Duration.ofSeconds(5)), false);

        Effects effects = run(ready);

        assertThat(effects.events()).isEmpty();
        assertThat(effects.again()).contains(Duration.ofSeconds(5));
        assertThat(effects.statusPatch().orElseThrow().fieldNames())
                .toIterable()
                .containsExactly("effectiveOCMConfig");
    }

    @Test
    void whatIsOvercomeIsNoLongerSaid() {
        RawObject object = object("").with(new FinalizerChange.Add(FINALIZER));
        outcome = new Outcome.NotReady<>(STATUS, "GetResourceFailed", "it is not there");
        RawObject failed = object.withStatusPatch(run(object).statusPatch().orElseThrow());
        outcome = new Outcome.Working<>(Optional.of(WITH_CONFIG), Optional.empty(), true);

        RawObject now = failed.withStatusPatch(run(failed).statusPatch().orElseThrow());

        assertThat(now.ready()).isEmpty();
    }

    @Test
    void theFirstTurnAfterAStartLastsUntilItHasAnOutcome() {
        RawObject ready = ready();
        Outcome<OcmRepositoryStatus> asBefore = outcome;
        outcome = new Outcome.Working<>();
        assertThat(turn.run(reconciler, ready, EMPTY, Occasion.START).events()).isEmpty();
        outcome = asBefore;

        assertThat(run(ready).events()).isEmpty();
        assertThat(run(ready).events()).hasSize(2);
    }

    private Effects run(RawObject object) {
        return turn.run(reconciler, object, EMPTY, Occasion.USUAL);
    }

    private RawObject ready() {
        RawObject object = object("").with(new FinalizerChange.Add(FINALIZER));
        return object.withStatusPatch(run(object).statusPatch().orElseThrow());
    }

    private static RawObject deleting() {
        RawObject object = object("").with(new FinalizerChange.Add(FINALIZER));
        object.json().withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        return object;
    }

    private static RawObject object(String spec) {
        return new RawObject(yaml("""
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: r, namespace: default, uid: u, generation: 1}
            spec:
              repositorySpec: {type: OCIRegistry}
              %s
            """.formatted(spec.contains("interval") ? spec : "interval: 1m\n  " + spec)));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.read(text.getBytes(StandardCharsets.UTF_8), "test");
    }
}
