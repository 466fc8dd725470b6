// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does once what units left undone because the manifest was there, where a proof finds that not all below it is. What a unit did in this
 * run is not done again: a target that lost that would lose it once more. Used once, by the thread that plans.
 */
final class Mending {
    private final Function<Collection<Claim>, List<Prover.Missing>> prover;
    private final Schedule schedule;
    private final Runnable commit;
    private final Map<UnitKey, Supplier<List<Move>>> kept = new HashMap<>();

    /**
     * A mending.
     *
     * @param prover looks whether claims hold
     * @param schedule where units are done anew; it knows of nothing that is at the target
     * @param commit makes what was done anew visible
     */
    Mending(Function<Collection<Claim>, List<Prover.Missing>> prover, Schedule schedule, Runnable commit) {
        this.prover = prover;
        this.schedule = schedule;
        this.commit = commit;
    }

    /** Takes notice of a unit of the run. */
    void note(Unit unit) {
        unit.anew().ifPresent(moves -> kept.putIfAbsent(unit.key(), moves));
    }

    /**
     * Proves what the units of the run claim, and does anew what has to be and can.
     *
     * @param claims the claims by the units
     * @return what is not at the target even so
     */
    List<Gap> prove(Map<UnitKey, List<Claim>> claims) {
        List<Prover.Missing> missing = prover.apply(all(claims));
        Set<Claim> unproven = claimsOf(missing);
        Map<UnitKey, List<Claim>> doubted = new HashMap<>(claims);
        doubted.keySet().retainAll(kept.keySet());
        doubted.values().removeIf(ofUnit -> Collections.disjoint(ofUnit, unproven));
        if (doubted.isEmpty()) {
            return gaps(missing, Map.of());
        }
        Set<Claim> old = new HashSet<>(all(doubted));
        Map<Claim, Failure> failures = new HashMap<>();
        doAnew(doubted.keySet())
                .forEach((key, failure) ->
                        doubted.getOrDefault(key, List.of()).forEach(claim -> failures.put(claim, failure)));
        doubted.putAll(schedule.claims(schedule.failures()));
        List<Prover.Missing> still = new ArrayList<>(prover.apply(all(doubted)));
        missing.stream().filter(one -> Collections.disjoint(one.claims(), old)).forEach(still::add);
        return gaps(still, failures);
    }

    private static List<Claim> all(Map<UnitKey, List<Claim>> claims) {
        return claims.values().stream().flatMap(List::stream).toList();
    }

    private static Set<Claim> claimsOf(List<Prover.Missing> missing) {
        Set<Claim> all = new HashSet<>();
        missing.forEach(one -> all.addAll(one.claims()));
        return all;
    }

    /** Does units anew; returns those that failed. */
    private Map<UnitKey, Failure> doAnew(Set<UnitKey> keys) {
        Map<UnitKey, Failure> failures = new HashMap<>();
        kept.keySet().retainAll(keys);
        kept.forEach((key, moves) -> {
            try {
                // What it waited for is at the target, or is done anew beside it.
                schedule.add(new Unit(key, Set.of(), moves.get()));
            } catch (Failure failure) {
                failures.put(key, failure);
            }
        });
        schedule.awaitAll();
        failures.putAll(schedule.failures());
        commit.run();
        return failures;
    }

    private static List<Gap> gaps(List<Prover.Missing> missing, Map<Claim, Failure> failures) {
        return missing.stream()
                .map(one -> new Gap(one.gap().where(), one.gap().object(), said(one, failures)))
                .toList();
    }

    private static Failure said(Prover.Missing missing, Map<Claim, Failure> failures) {
        Failure failure = missing.gap().failure().on(Failure.Side.TARGET);
        return missing.claims().stream()
                .flatMap(claim -> Optional.ofNullable(failures.get(claim)).stream())
                .findFirst()
                .map(why -> failure.hint("it could not be sent again: " + why.sentence()))
                .orElse(failure);
    }
}
