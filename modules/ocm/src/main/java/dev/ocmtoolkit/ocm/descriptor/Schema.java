// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.List;
import java.util.stream.Stream;

/** The two forms in which descriptors are stored, and where each keeps what. */
public enum Schema {
    /** {@code meta.schemaVersion: v2}: the form that is written where no other is asked for. */
    V2(
            "v2",
            "/component",
            "/component/repositoryContexts",
            "/component/resources",
            "/component/sources",
            "/component/componentReferences"),
    /** {@code apiVersion: ocm.software/v3alpha1}. */
    V3ALPHA1(
            "ocm.software/v3alpha1",
            "/metadata",
            "/repositoryContexts",
            "/spec/resources",
            "/spec/sources",
            "/spec/references");

    private final String version;
    private final String meta;
    private final String contexts;
    private final String resources;
    private final String sources;
    private final String references;

    Schema(String version, String meta, String contexts, String resources, String sources, String references) {
        this.version = version;
        this.meta = meta;
        this.contexts = contexts;
        this.resources = resources;
        this.sources = sources;
        this.references = references;
    }

    /**
     * The form of a version.
     *
     * @param version the schema version, as descriptors have it, or without its group
     * @return the form
     * @throws Failure UNSUPPORTED when it is not known
     */
    public static Schema named(String version) {
        return Stream.of(values())
                .filter(schema -> schema.version.equals(version) || schema.version.endsWith("/" + version))
                .findFirst()
                .orElseThrow(() -> new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "schema version \"%s\" is unknown".formatted(Text.printable(version)))
                        .hint("use %s or %s".formatted(V2.version, V3ALPHA1.version)));
    }

    /**
     * The form of a descriptor.
     *
     * @param root the descriptor
     * @param what what it is, for the message
     * @return its form
     * @throws Failure UNSUPPORTED when it is not known, INVALID when it says two
     */
    static Schema of(ObjectNode root, String what) {
        String version = root.path("meta").path("schemaVersion").asText();
        String apiVersion = root.path("apiVersion").asText();
        if (!version.isEmpty() && !apiVersion.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "%s has both apiVersion and meta.schemaVersion".formatted(what));
        }
        if (version.equals("v2") || version.equals("v1")) {
            return V2;
        }
        if (apiVersion.equals(V3ALPHA1.version) || apiVersion.equals("ocm.gardener.cloud/v3alpha1")) {
            return V3ALPHA1;
        }
        throw new Failure(Failure.Kind.UNSUPPORTED, "%s is no component descriptor of a known schema".formatted(what))
                .hint("schema version v2 and ocm.software/v3alpha1 can be read");
    }

    /** Lists that may be absent or null when read are written as empty ones. */
    ObjectNode complete(ObjectNode root) {
        if (this == V2 && root.get("component") instanceof ObjectNode component) {
            for (String list : List.of("componentReferences", "repositoryContexts", "resources", "sources")) {
                if (!component.hasNonNull(list)) {
                    component.putArray(list);
                }
            }
        }
        return root;
    }

    /** {@return the schema version, as descriptors have it} */
    public String version() {
        return version;
    }

    String meta() {
        return meta;
    }

    String contexts() {
        return contexts;
    }

    String elements(Element.Kind kind) {
        return switch (kind) {
            case RESOURCE -> resources;
            case SOURCE -> sources;
            case REFERENCE -> references;
        };
    }
}
