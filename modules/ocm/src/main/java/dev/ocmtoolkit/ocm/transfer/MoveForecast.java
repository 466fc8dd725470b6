// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.transfer.Step.Action;
import dev.ocmtoolkit.ocm.transfer.Step.PlannedObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What will become of one move, going by what the target has and by the moves before it, which it remembers by their digests. Only asks.
 * Used by one thread.
 */
final class MoveForecast {
    private static final String THERE = "the target has it";
    private static final String BEFORE = "another element brings it";

    private final boolean sharedContent;
    private final Set<UnitKey> known = new HashSet<>();
    private final Map<Holding, Set<String>> holders = new HashMap<>();
    private final Set<PackedAt> packed = new HashSet<>();

    /** Content that repositories of an origin have, or will have. */
    private record Holding(String origin, Digest digest) {}

    private record PackedAt(String origin, Body content) {}

    /**
     * What becomes of a move.
     *
     * @param action in a word
     * @param why the reason
     * @param object what is there then, if that is known
     * @param bytes its size, if that is known
     */
    record Fate(Action action, String why, Optional<PlannedObject> object, OptionalLong bytes) {
        private static Fate of(Action action, String why, OciTarget at, Descriptor object) {
            return new Fate(
                    action, why, Optional.of(new PlannedObject(at.location(), object)), OptionalLong.of(object.size()));
        }

        private static Fate unknown(Action action, String why, OptionalLong bytes) {
            return new Fate(action, why, Optional.empty(), bytes);
        }
    }

    /**
     * Foresees for one target.
     *
     * @param sharedContent whether what one repository has, all have: so it is in an archive
     */
    MoveForecast(boolean sharedContent) {
        this.sharedContent = sharedContent;
    }

    /** What becomes of a move; the reason is for what the target lacks. */
    Fate of(Move move, String reason) {
        return switch (move) {
            case Move.Keep(OciTarget at, Descriptor object, Evidence evidence, var otherwise) -> {
                remember(at.location(), object.digest());
                yield Fate.of(Action.KEEP, why(evidence), at, object);
            }
            case Move.Lack lack -> Fate.of(Action.BY_REFERENCE, "the source lacks it", lack.at(), lack.object());
            case Move.CopyBlob(OciSource from, OciTarget to, Descriptor blob) ->
                blob(Optional.of(from.location()), to, blob, reason);
            case Move.PutBlob put -> blob(Optional.empty(), put.to(), put.blob(), reason);
            case Move.PutManifest put -> manifest(put, reason);
            case Move.Pack pack -> pack(pack, reason);
            case Move.Unpack unpack ->
                Fate.unknown(Action.COPY, reason + ", out of an artifact set", OptionalLong.empty());
            case Move.Assemble assemble ->
                Fate.unknown(Action.COPY, reason + "; it is made when all is packed", OptionalLong.empty());
        };
    }

    private static String why(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Implied implied -> "a manifest of the target needs it";
            case Evidence.Seen seen -> THERE;
            case Evidence.Accepted accepted -> THERE;
            case Evidence.Mounted mounted -> THERE;
            case Evidence.Reread reread -> THERE;
        };
    }

    private Fate blob(Optional<Location> from, OciTarget to, Descriptor blob, String reason) {
        Location where = to.location();
        Set<String> others = holders(where, blob.digest());
        if (!remember(where, blob.digest()) || (sharedContent && !others.isEmpty())) {
            return Fate.of(Action.KEEP, BEFORE, to, blob);
        }
        from.filter(location -> location.origin().equals(where.origin()) && !location.equals(where))
                .map(Location::repository)
                .ifPresent(others::add);
        if (!sharedContent && !others.isEmpty() && from.isPresent()) {
            String repository = others.iterator().next();
            return Fate.of(Action.MOUNT, "the registry has it in " + repository, to, blob);
        }
        return target(() -> to.hasBlob(blob.digest())).isPresent()
                ? Fate.of(Action.KEEP, THERE, to, blob)
                : Fate.of(Action.COPY, reason, to, blob);
    }

    private Fate manifest(Move.PutManifest put, String reason) {
        Location where = put.to().location();
        boolean added = remember(where, put.manifest().digest());
        for (var tag : put.tags()) {
            added |= known.add(new UnitKey(where, tag));
        }
        return Fate.of(
                added ? Action.COPY : Action.KEEP,
                added ? reason : BEFORE,
                put.to(),
                put.manifest().descriptor());
    }

    private Fate pack(Move.Pack pack, String reason) {
        Location where = pack.to().location();
        OptionalLong size = pack.content().length();
        if (!packed.add(new PackedAt(where.origin(), pack.content()))) {
            return Fate.unknown(Action.KEEP, BEFORE, size);
        }
        Optional<Descriptor> there =
                pack.expected().flatMap(digest -> target(() -> pack.to().blob(digest)));
        if (there.isPresent()) {
            remember(where, there.get().digest());
            return Fate.of(Action.KEEP, THERE, pack.to(), there.get());
        }
        return Fate.unknown(Action.PACK, reason + "; it becomes a local blob", size);
    }

    /** The other repositories that have it, or will have it. */
    private Set<String> holders(Location where, Digest digest) {
        Set<String> others = new TreeSet<>(holders.getOrDefault(new Holding(where.origin(), digest), Set.of()));
        others.remove(where.repository());
        return others;
    }

    private boolean remember(Location where, Digest digest) {
        holders.computeIfAbsent(new Holding(where.origin(), digest), key -> new TreeSet<>())
                .add(where.repository());
        return known.add(new UnitKey(where, digest));
    }

    private static <T> T target(Supplier<T> question) {
        try {
            return question.get();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }
}
