// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
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
