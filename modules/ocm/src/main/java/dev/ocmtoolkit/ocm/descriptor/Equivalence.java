// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How two descriptors of the same component version differ, accesses, repository contexts and creation time aside.
 *
 * @param equivalent nothing differs
 * @param signedEqual what a signature covers, the digests of artifacts aside, does not differ
 * @param artifactsEqual no known digest of an artifact differs
 * @param artifactsKnown all digests of artifacts are known on both sides
 */
public record Equivalence(boolean equivalent, boolean signedEqual, boolean artifactsEqual, boolean artifactsKnown) {
    private static final Equivalence SAME = new Equivalence(true, true, true, true);
    private static final Equivalence VOLATILE = new Equivalence(false, true, true, true);
    private static final Equivalence SIGNED_DIFFERS = new Equivalence(false, false, true, true);
    private static final Equivalence ARTIFACT_DIFFERS = new Equivalence(false, true, false, true);
    private static final Equivalence ARTIFACT_UNKNOWN = new Equivalence(false, true, false, false);

    /** {@return whether both have the same digest when they are signed} */
    public boolean sameWhenSigned() {
        return signedEqual && artifactsKnown && artifactsEqual;
    }

    /**
     * Compares two descriptors.
     *
     * @param a the one
     * @param b the other
     * @return how they differ
     */
    public static Equivalence of(ComponentDescriptor a, ComponentDescriptor b) {
        Equivalence state = signed(a.id().equals(b.id()) && a.provider().equals(b.provider()))
                .and(labels(
                        a.providerObject().path("labels"), b.providerObject().path("labels")))
                .and(labels(a.labels(), b.labels()))
                .and(signatures(a.signatures(), b.signatures()));
        for (Element.Kind kind : Element.Kind.values()) {
            state = state.and(elements(a.elements(kind), b.elements(kind)));
        }
        return state;
    }

    private static Equivalence elements(List<Element> a, List<Element> b) {
        Equivalence state = SAME;
        Set<Identity> seen = new HashSet<>();
        for (Element element : a) {
            Identity identity = Identity.of(element, a);
            seen.add(identity);
            Optional<Element> other =
                    b.stream().filter(e -> Identity.of(e, b).equals(identity)).findFirst();
            state = state.and(signed(other.map(Element::index).orElse(-1) == element.index()))
                    .and(other.map(o -> element(element, o)).orElseGet(() -> missing(element)));
        }
        for (Element element : b) {
            if (!seen.contains(Identity.of(element, b))) {
                state = state.and(missing(element));
            }
        }
        return state;
    }

    private static Equivalence element(Element a, Element b) {
        Equivalence state = signed(a.name().equals(b.name())
                        && a.version().equals(b.version())
                        && a.extraIdentity().equals(b.extraIdentity())
                        && a.type().equals(b.type()))
                .and(labels(a.json().path("labels"), b.json().path("labels")));
        return switch (a.kind()) {
            case SOURCE -> state;
            case REFERENCE ->
                state.and(signed(a.json().path("componentName").equals(b.json().path("componentName"))))
                        .and(referenceDigests(a.digest(), b.digest()));
            case RESOURCE ->
                state.and(signed(same(a, b, "relation") && same(a, b, "srcRefs")))
                        .and(
                                a.access() instanceof Access.None && b.access() instanceof Access.None
                                        ? SAME
                                        : digests(a.digest(), b.digest()));
        };
    }

    private static Equivalence missing(Element element) {
        if (element.kind() != Element.Kind.RESOURCE
                || element.access() instanceof Access.None
                || element.digest().filter(ArtifactDigest::isExcluded).isPresent()) {
            return SIGNED_DIFFERS;
        }
        return SIGNED_DIFFERS.and(element.digest().isPresent() ? ARTIFACT_DIFFERS : ARTIFACT_UNKNOWN);
    }

    private static Equivalence digests(Optional<ArtifactDigest> a, Optional<ArtifactDigest> b) {
        if (a.isEmpty() || b.isEmpty()) {
            boolean excluded = a.or(() -> b).filter(ArtifactDigest::isExcluded).isPresent();
            return excluded ? SAME : ARTIFACT_UNKNOWN;
        }
        return a.equals(b) ? SAME : ARTIFACT_DIFFERS;
    }

    private static Equivalence referenceDigests(Optional<ArtifactDigest> a, Optional<ArtifactDigest> b) {
        if (a.isPresent() && b.isPresent()) {
            return a.equals(b) ? SAME : ARTIFACT_DIFFERS;
        }
        return a.equals(b) ? SAME : VOLATILE;
    }

    private static Equivalence labels(JsonNode a, JsonNode b) {
        Equivalence state = SAME;
        Set<String> seen = new HashSet<>();
        for (JsonNode label : a) {
            seen.add(label.path("name").asText());
            state = state.and(label(label, find(b, label)));
        }
        for (JsonNode label : b) {
            if (!seen.contains(label.path("name").asText())) {
                state = state.and(label(label, MissingNode.getInstance()));
            }
        }
        return state;
    }

    private static Equivalence label(JsonNode label, JsonNode other) {
        if (label.equals(other)) {
            return SAME;
        }
        boolean signing = isTrue(label.path("signing")) || isTrue(other.path("signing"));
        return signing ? SIGNED_DIFFERS : VOLATILE;
    }

    private static Equivalence signatures(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return VOLATILE;
        }
        for (JsonNode signature : a) {
            if (!signature.equals(find(b, signature))) {
                return VOLATILE;
            }
        }
        return SAME;
    }

    private static JsonNode find(JsonNode list, JsonNode like) {
        for (JsonNode entry : list) {
            if (entry.path("name").equals(like.path("name"))) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isTrue(JsonNode value) {
        return value.asText().equals("true");
    }

    private static boolean same(Element a, Element b, String field) {
        return a.json().path(field).equals(b.json().path(field));
    }

    private static Equivalence signed(boolean equal) {
        return equal ? SAME : SIGNED_DIFFERS;
    }

    private Equivalence and(Equivalence other) {
        return new Equivalence(
                equivalent && other.equivalent,
                signedEqual && other.signedEqual,
                artifactsEqual && other.artifactsEqual,
                artifactsKnown && other.artifactsKnown);
    }
}
