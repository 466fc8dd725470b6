// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a token has to allow: resources and the actions on each (Docker token scope specification). Two scopes are equal when they
 * allow the same.
 *
 * @param actions the actions by resource ({@code type:name}); the first resource is the one that matters most, since some
 *     services read no other
 */
public record Scope(Map<String, SortedSet<String>> actions) {
    /** Nothing in particular. */
    public static final Scope NONE = new Scope(Map.of());

    /** Copies the map in its order. */
    public Scope {
        Map<String, SortedSet<String>> copy = new LinkedHashMap<>();
        actions.forEach((resource, set) -> copy.put(resource, Collections.unmodifiableSortedSet(new TreeSet<>(set))));
        actions = Collections.unmodifiableMap(copy);
    }

    /**
     * Actions on one repository.
     *
     * @param name its name
     * @param actions {@code pull}, {@code push}, {@code delete}
     * @return the scope
     */
    public static Scope repository(String name, String... actions) {
        return new Scope(Map.of("repository:" + name, new TreeSet<>(List.of(actions))));
    }

    /**
     * Reads the scopes of a challenge, parted by spaces; what is no scope is left out.
     *
     * @param text such as {@code repository:a/b:pull,push repository:c:pull}
     * @return the scope
     */
    public static Scope parse(String text) {
        Map<String, SortedSet<String>> found = new LinkedHashMap<>();
        for (String part : text.trim().split(" +", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                found.computeIfAbsent(part.substring(0, colon), _ -> new TreeSet<>())
                        .addAll(List.of(part.substring(colon + 1).split(",", -1)));
            }
        }
        return new Scope(found);
    }

    /**
     * Both scopes together.
     *
     * @param other another scope
     * @return what either allows; the resources of this one first
     */
    public Scope plus(Scope other) {
        Map<String, SortedSet<String>> union = new LinkedHashMap<>();
        actions.forEach((resource, set) -> union.put(resource, new TreeSet<>(set)));
        other.actions.forEach((resource, set) ->
                union.computeIfAbsent(resource, _ -> new TreeSet<>()).addAll(set));
        return new Scope(union);
    }

    /**
     * Whether a token for this scope does for another one.
     *
     * @param other the other scope
     * @return whether everything in it is in this one
     */
    public boolean covers(Scope other) {
        return other.actions.entrySet().stream()
                .allMatch(e -> actions.getOrDefault(e.getKey(), Collections.emptySortedSet())
                        .containsAll(e.getValue()));
    }

    /** {@return one text per resource, as a token service wants them} */
    public List<String> parts() {
        List<String> parts = new ArrayList<>();
        actions.forEach((resource, set) -> parts.add(resource + ":" + String.join(",", set)));
        return parts;
    }
}
