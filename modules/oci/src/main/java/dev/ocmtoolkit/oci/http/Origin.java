// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One server, by scheme, host and port, and what this process learned of it: how it wants to be convinced, the tokens it
 * gave, what it cannot do. Thread-safe.
 */
public final class Origin {
    private static final int REMEMBERED = 1024;

    private final Origins owner;
    private final Address address;
    private final Tokens tokens = new Tokens();
    private final Set<Ability> missing = Collections.synchronizedSet(EnumSet.noneOf(Ability.class));
    private final Map<Scope, Scope> widened = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Scope, Scope> eldest) {
            return size() > REMEMBERED;
        }
    });
    private volatile @Nullable Challenge challenge;

    Origin(Origins owner, Address address) {
        this.owner = owner;
        this.address = address;
    }

    /** What some registries can and others cannot do. */
    public enum Ability {
        /** Answering whether a blob is there to a mount from the repository itself. */
        SELF_MOUNT,
        /** Mounting blobs from other repositories. */
        CROSS_MOUNT,
        /** Listing the manifests that refer to another one. */
        REFERRERS,
    }

    /** {@return where it is} */
    public Address address() {
        return address;
    }

    /**
     * Whether the server is believed to have an ability.
     *
     * @param ability which
     * @return false once it was seen not to have it
     */
    public boolean has(Ability ability) {
        return !missing.contains(ability);
    }

    /**
     * Remembers that the server was seen not to have an ability.
     *
     * @param ability which
     */
    public void lacks(Ability ability) {
        missing.add(ability);
    }

    Origins owner() {
        return owner;
    }

    Tokens tokens() {
        return tokens;
    }

    Optional<Challenge> challenge() {
        return Optional.ofNullable(challenge);
    }

    /** Remembers the challenge, and that a token for {@code asked} was not enough but one for {@code needed} may be. */
    void learn(Challenge seen, Scope asked, Scope needed) {
        challenge = seen;
        if (!asked.covers(needed)) {
            widened.put(asked, needed);
        }
    }

    Scope needed(Scope asked) {
        return widened.getOrDefault(asked, asked);
    }
}
