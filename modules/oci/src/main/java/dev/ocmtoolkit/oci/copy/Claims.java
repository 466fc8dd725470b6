// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the units of a run say to be at their target: each one thing, under its tag or digest, and beside it what refers to that.
 * Thread-safe.
 */
final class Claims {
    private final Map<UnitKey, Claim> main = new ConcurrentHashMap<>();
    /** The lists are those of one thread each, until its unit has ended. */
    private final Map<UnitKey, List<Claim>> beside = new ConcurrentHashMap<>();

    void kept(UnitKey unit, Move.Keep keep) {
        if (keep.evidence() instanceof Evidence.Implied) {
            return;
        }
        boolean another = main.putIfAbsent(
                        unit, new Claim(keep.at(), named(unit, keep.object().digest()), keep.object()))
                != null;
        if (another && MediaTypes.isManifest(keep.object().mediaType())) {
            beside(unit, new Claim(keep.at(), keep.object().digest(), keep.object()));
        }
    }

    void put(UnitKey unit, Move.PutManifest put) {
        Set<Tag> tags = put.tags();
        Document manifest = put.manifest();
        Ref own = tags.isEmpty() ? manifest.digest() : tags.iterator().next();
        if ((unit.ref() instanceof Tag tag && tags.contains(tag)) || unit.ref().equals(own)) {
            main.put(unit, new Claim(put.to(), unit.ref(), manifest.descriptor()));
        } else if (!tags.isEmpty() || Links.of(manifest).subject().isPresent()) {
            beside(unit, new Claim(put.to(), own, manifest.descriptor()));
        } else {
            main.putIfAbsent(unit, new Claim(put.to(), named(unit, manifest.digest()), manifest.descriptor()));
        }
    }

    /** A list of referrers is made by the target, so its tag stands for none of those that it lists. */
    private static Ref named(UnitKey unit, Digest own) {
        return unit.ref() instanceof Tag tag && DigestTags.subject(tag).isPresent() ? own : unit.ref();
    }

    private void beside(UnitKey unit, Claim claim) {
        beside.computeIfAbsent(unit, key -> new ArrayList<>()).add(claim);
    }

    /** What the units that did not fail say. */
    Map<UnitKey, List<Claim>> without(Set<UnitKey> failed) {
        Map<UnitKey, List<Claim>> good = new HashMap<>();
        main.forEach((unit, claim) ->
                good.computeIfAbsent(unit, key -> new ArrayList<>()).add(claim));
        beside.forEach((unit, claims) ->
                good.computeIfAbsent(unit, key -> new ArrayList<>()).addAll(claims));
        good.keySet().removeAll(failed);
        return good;
    }
}
