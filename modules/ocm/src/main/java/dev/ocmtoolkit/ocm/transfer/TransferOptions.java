// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import java.util.List;

/**
 * How component versions are to be transferred.
 *
 * @param recursive the component versions that they refer to as well
 * @param copyResources the content of all resources, not only of those that are stored with the component version
 * @param copyLocalResources the content of resources with the relation {@code local}
 * @param copySources the content of sources
 * @param overwrite also where the target has the version with other content
 * @param omitAccessTypes access types whose content is never copied, with or without their version
 * @param requireReferences where references are not followed: a component version whose references are not at the target already is not
 *     transferred
 * @param uploads whether what is an OCI artifact becomes one of its own in a registry; else it is stored with the component version
 */
public record TransferOptions(
        boolean recursive,
        boolean copyResources,
        boolean copyLocalResources,
        boolean copySources,
        boolean overwrite,
        List<String> omitAccessTypes,
        boolean requireReferences,
        boolean uploads) {
    /** Only the component version itself, what is stored elsewhere by reference, nothing overwritten. */
    public static final TransferOptions DEFAULT =
            new TransferOptions(false, false, false, false, false, List.of(), false, true);

    /** Copies the list. */
    public TransferOptions {
        omitAccessTypes = List.copyOf(omitAccessTypes);
    }
}
