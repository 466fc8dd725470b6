// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/**
 * What a target answers to a manifest.
 *
 * @param evidence why the manifest is known to be there
 * @param subjectKept whether the target itself lists the manifest among the referrers of its subject ({@code OCI-Subject}); true
 *     where there is no subject
 */
public record Receipt(Evidence evidence, boolean subjectKept) {}
