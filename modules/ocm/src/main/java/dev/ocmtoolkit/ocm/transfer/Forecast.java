// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.MoveForecast.Fate;
import dev.ocmtoolkit.ocm.transfer.Planned.Delivery;
import dev.ocmtoolkit.ocm.transfer.Planned.ElementPlan;
import dev.ocmtoolkit.ocm.transfer.Planned.Handling;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import dev.ocmtoolkit.ocm.transfer.Step.Action;
import dev.ocmtoolkit.ocm.transfer.Step.PlannedObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells what the engine will make of what was planned, element by element: it asks the target for each blob that is to be copied, as the
 * engine will, and remembers what earlier elements bring. Writes nothing. Of each object it keeps the digest only. Used by one thread.
 *
 * <p>What several repositories of a target need is sent to the first that asks for it, and mounted or shared from there. The plan comes in visiting
 * order, and the run begins with the references; so of these objects it is only foreseen how often they are sent, not for whom.
 */
public final class Forecast {
    private final MoveForecast moves;
    private final Set<UnitKey> begun = new HashSet<>();

    private record Reason(Action action, String why) {}

    /**
     * A forecast for one target.
     *
     * @param target where everything is to go
     */
    public Forecast(RepositorySpec target) {
        moves = new MoveForecast(
                switch (target) {
                    case RepositorySpec.Archive archive -> true;
                    case RepositorySpec.Registry registry -> false;
                });
    }

    /**
     * Foresees.
     *
     * @param copy what was planned; the plan that gave it is still open
     * @return what will become of each element, in the order of the plan, then of the component version itself
     * @throws Failure what asking the target throws
     */
    public List<Step> of(Planned.Copy copy) {
        Map<UnitKey, Unit> artifacts = new LinkedHashMap<>();
        copy.units().subList(0, copy.units().size() - 1).forEach(unit -> artifacts.put(unit.key(), unit));
        List<Move> rest = new ArrayList<>(copy.units().getLast().moves());
        List<Move> own = List.copyOf(rest);
        List<Step> steps = new ArrayList<>();
        for (ElementPlan plan : copy.elements()) {
            List<Move> theirs = switch (plan.delivery()) {
                case Delivery.None none -> List.of();
                case Delivery.LocalBlob(List<Digest> content) -> local(own, content);
                case Delivery.Packed(String name) ->
                    own.stream()
                            .filter(move -> move instanceof Move.Pack pack
                                    && pack.name().equals(name))
                            .toList();
                case Delivery.Artifact(UnitKey key) ->
                    artifacts.containsKey(key) ? artifacts.get(key).moves() : List.of();
            };
            rest.removeAll(theirs);
            steps.addAll(element(plan, theirs));
        }
        copy.elements().forEach(plan -> {
            if (plan.delivery() instanceof Delivery.Artifact(UnitKey key)) {
                artifacts.remove(key);
            }
        });
        artifacts.values().forEach(unit -> rest.addAll(0, unit.moves()));
        steps.addAll(steps(Optional.empty(), rest, reason(copy.standing())));
        return steps;
    }

    private List<Step> element(ElementPlan plan, List<Move> theirs) {
        Optional<Element> element = Optional.of(plan.element());
        if (plan.handling() == Handling.BY_REFERENCE) {
            String why = "its access is " + plan.element().access().type();
            return List.of(new Step(element, Action.BY_REFERENCE, why, List.of(), OptionalLong.of(0)));
        }
        if (theirs.isEmpty()) {
            return List.of(kept(element, "the target has it"));
        }
        if (plan.delivery() instanceof Delivery.Artifact(UnitKey key) && !begun.add(key)) {
            return List.of(kept(element, "another element brings it"));
        }
        return steps(element, theirs, reason(plan.handling()));
    }

    private static Step kept(Optional<Element> element, String why) {
        return new Step(element, Action.KEEP, why, List.of(), OptionalLong.of(0));
    }

    private List<Step> steps(Optional<Element> element, List<Move> of, String reason) {
        Map<Reason, List<Fate>> fates = new LinkedHashMap<>();
        for (Move move : of) {
            Fate fate = moves.of(move, reason);
            fates.computeIfAbsent(new Reason(fate.action(), fate.why()), key -> new ArrayList<>())
                    .add(fate);
        }
        return fates.entrySet().stream()
                .map(same -> step(element, same.getKey(), same.getValue()))
                .toList();
    }

    private static Step step(Optional<Element> element, Reason reason, List<Fate> fates) {
        List<PlannedObject> objects =
                fates.stream().flatMap(fate -> fate.object().stream()).toList();
        OptionalLong bytes = fates.stream().allMatch(fate -> fate.bytes().isPresent())
                ? OptionalLong.of(fates.stream()
                        .mapToLong(fate -> fate.bytes().getAsLong())
                        .sum())
                : OptionalLong.empty();
        return new Step(element, reason.action(), reason.why(), objects, bytes);
    }

    /** The moves of some content, and of all that it consists of where it is a manifest. */
    private static List<Move> local(List<Move> moves, List<Digest> content) {
        Set<Digest> wanted = new HashSet<>(content);
        // A manifest comes after what it lists.
        for (Move move : moves.reversed()) {
            if (move instanceof Move.PutManifest put
                    && wanted.contains(put.manifest().digest())) {
                wanted.addAll(Links.of(put.manifest()).required());
            }
        }
        return moves.stream()
                .filter(move -> object(move)
                        .map(Descriptor::digest)
                        .filter(wanted::contains)
                        .isPresent())
                .toList();
    }

    private static Optional<Descriptor> object(Move move) {
        return switch (move) {
            case Move.Keep keep -> Optional.of(keep.object());
            case Move.Lack lack -> Optional.empty();
            case Move.CopyBlob copy -> Optional.of(copy.blob());
            case Move.PutBlob put -> Optional.of(put.blob());
            case Move.PutManifest put -> Optional.of(put.manifest().descriptor());
            case Move.Pack pack -> Optional.empty();
            case Move.Unpack unpack -> Optional.empty();
            case Move.Assemble assemble -> Optional.empty();
        };
    }

    private static String reason(Handling handling) {
        return switch (handling) {
            case BY_REFERENCE, ALREADY_PRESENT, TRANSFERRED -> "the target lacks it";
            case OVERWRITTEN -> "the target has other content of it";
            case COPIED -> "the target only refers to it";
        };
    }

    private static String reason(Standing standing) {
        return switch (standing) {
            case Standing.Absent absent -> "the target lacks it";
            case Standing.Present present -> "the target lacks it";
            case Standing.PassedOver passedOver -> "the target lacks it";
            case Standing.LeftAsItIs left -> "the target lacks it";
            case Standing.LacksContent lacks -> "it only refers to content that is copied";
            case Standing.Outdated outdated -> "what no signature covers has changed";
            case Standing.Overwritten overwritten -> "the target has it with other content";
        };
    }
}
