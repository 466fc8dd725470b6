// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.copy.ProofLevel;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.List;

/**
 * How component versions are to be transferred.
 *
 * @param recursive the component versions that they refer to as well
 * @param copyResources the content of all resources, not only of those that are stored with the component version
 * @param copyLocalResources the content of resources with the relation {@code local}
 * @param copySources the content of sources
 * @param existing what becomes of versions that the target has
 * @param omitAccessTypes access types whose content is never copied, with or without their version
 * @param requireReferences where references are not followed: a component version is not transferred unless all that it refers to,
 *     directly or by way of others, is at the target already
 * @param uploads whether what is an OCI artifact becomes one of its own in a registry; else it is stored with the component version
 * @param keepGlobalAccess whether content that is stored with a component version keeps the address outside of it under which it was
 *     to be had at the source
 * @param lookup where references are looked for that the source does not have, in this order
 * @param proof what has to be known of every object at the target in the end
 */
public record TransferOptions(
        boolean recursive,
        boolean copyResources,
        boolean copyLocalResources,
        boolean copySources,
        Existing existing,
        List<String> omitAccessTypes,
        boolean requireReferences,
        boolean uploads,
        boolean keepGlobalAccess,
        List<RepositorySpec> lookup,
        ProofLevel proof) {

    /** What becomes of a component version that the target has already. */
    public enum Existing {
        /** It stays, whatever it holds, and so does what it refers to: neither is looked at. */
        PASS_OVER,
        /** It stays; it is a conflict where it has other content. */
        LEAVE,
        /** What no signature covers is brought up to date; it is a conflict where it has other content. */
        UPDATE,
        /** It is replaced where it has other content. */
        OVERWRITE,
        /** It is transferred as if it were not there. */
        REPLACE
    }

    /** Only the component version itself, what is stored elsewhere by reference, nothing overwritten. */
    public static final TransferOptions DEFAULT =
            new TransferOptions(false, false, false, false, false, List.of(), false, true);

    /** Copies the lists. */
    public TransferOptions {
        omitAccessTypes = List.copyOf(omitAccessTypes);
        lookup = List.copyOf(lookup);
    }

    /**
     * What is transferred; what the target has is updated or overwritten, global accesses go, and nothing is looked for elsewhere.
     *
     * @param recursive the component versions that they refer to as well
     * @param copyResources the content of all resources
     * @param copyLocalResources the content of resources with the relation {@code local}
     * @param copySources the content of sources
     * @param overwrite also where the target has the version with other content
     * @param omitAccessTypes access types whose content is never copied
     * @param requireReferences whether references have to be at the target already where they are not followed
     * @param uploads whether what is an OCI artifact becomes one of its own in a registry
     */
    public TransferOptions(
            boolean recursive,
            boolean copyResources,
            boolean copyLocalResources,
            boolean copySources,
            boolean overwrite,
            List<String> omitAccessTypes,
            boolean requireReferences,
            boolean uploads) {
        this(
                recursive,
                copyResources,
                copyLocalResources,
                copySources,
                overwrite ? Existing.OVERWRITE : Existing.UPDATE,
                omitAccessTypes,
                requireReferences,
                uploads,
                false,
                List.of(),
                ProofLevel.IMPLIED);
    }

    /**
     * What is configured, and the default where nothing is.
     *
     * @param config the configuration; where it says both, to pass over what exists goes before overwriting it
     * @param requireReferences whether references have to be at the target already where they are not followed
     * @return the options
     */
    public static TransferOptions of(TransportConfig config, boolean requireReferences) {
        Existing existing = config.overwrite().orElse(false) ? Existing.OVERWRITE : Existing.UPDATE;
        return new TransferOptions(
                config.recursive().orElse(false),
                config.resourcesByValue().orElse(false),
                config.localResourcesByValue().orElse(false),
                config.sourcesByValue().orElse(false),
                config.stopOnExistingVersion().orElse(false) ? Existing.PASS_OVER : existing,
                config.omitAccessTypes(),
                requireReferences,
                config.uploads(),
                config.keepGlobalAccess().orElse(false),
                List.of(),
                ProofLevel.IMPLIED);
    }

    /**
     * These options, with others for what the target has.
     *
     * @param other what becomes of versions that the target has
     * @return the options
     */
    public TransferOptions with(Existing other) {
        return with(other, lookup, proof);
    }

    /**
     * These options, with other places to look for references.
     *
     * @param others the repositories, in the order in which they are asked
     * @return the options
     */
    public TransferOptions with(List<RepositorySpec> others) {
        return with(existing, others, proof);
    }

    /**
     * These options, with another level of proof.
     *
     * @param level what has to be known of every object at the target
     * @return the options
     */
    public TransferOptions with(ProofLevel level) {
        return with(existing, lookup, level);
    }

    private TransferOptions with(Existing other, List<RepositorySpec> others, ProofLevel level) {
        return new TransferOptions(
                recursive,
                copyResources,
                copyLocalResources,
                copySources,
                other,
                omitAccessTypes,
                requireReferences,
                uploads,
                keepGlobalAccess,
                others,
                level);
    }

    /** {@return whether versions that differ at the target are replaced} */
    boolean overwrite() {
        return existing == Existing.OVERWRITE;
    }
}
