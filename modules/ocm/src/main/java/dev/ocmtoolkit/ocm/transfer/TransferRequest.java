// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.List;

/**
 * What is to be transferred. A value: equal requests ask for the same.
 *
 * @param roots which component versions
 * @param from where they are
 * @param to where they are to be
 * @param options how
 * @param config credentials and more
 */
public record TransferRequest(
        Roots roots, RepositorySpec from, RepositorySpec to, TransferOptions options, OcmConfig config) {

    /** Which component versions are meant. */
    public sealed interface Roots {

        /**
         * These.
         *
         * @param ids names and versions, in order
         */
        record Versions(List<ComponentId> ids) implements Roots {
            /** Copies the list. */
            public Versions {
                ids = List.copyOf(ids);
            }
        }

        /**
         * All versions of a component.
         *
         * @param component its name
         */
        record Component(String component) implements Roots {}

        /** All component versions of the repository, which has to be one that can list them. */
        record All() implements Roots {}
    }
}
