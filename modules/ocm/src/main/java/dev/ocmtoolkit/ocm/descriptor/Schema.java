// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

/** The two forms in which descriptors are stored, and where each keeps what. */
public enum Schema {
    /** {@code meta.schemaVersion: v2}: the form that is written. */
    V2(
            "/component",
            "/component/repositoryContexts",
            "/component/resources",
            "/component/sources",
            "/component/componentReferences"),
    /** {@code apiVersion: ocm.software/v3alpha1}: read, and written back where it was read. */
    V3ALPHA1("/metadata", "/repositoryContexts", "/spec/resources", "/spec/sources", "/spec/references");

    private final String meta;
    private final String contexts;
    private final String resources;
    private final String sources;
    private final String references;

    Schema(String meta, String contexts, String resources, String sources, String references) {
        this.meta = meta;
        this.contexts = contexts;
        this.resources = resources;
        this.sources = sources;
        this.references = references;
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
