// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

/** What all kinds here have in common. */
public final class Group {
    /** The group. */
    public static final String NAME = "delivery.ocm.software";
    /** Group and version, as they stand in manifests. */
    public static final String API_VERSION = NAME + "/v1alpha1";

    private Group() {}
}
