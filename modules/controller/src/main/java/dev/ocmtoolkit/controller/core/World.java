// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.util.List;
import java.util.Optional;

/**
 * The other objects, Secrets and ConfigMaps among them, as they stand now. No question here waits, but for a Secret or a ConfigMap, which a
 * host may have to fetch.
 */
public interface World {
    /**
     * Looks for an object.
     *
     * @param id which
     * @return it, if it is there
     * @throws dev.ocmtoolkit.oci.Failure when the host cannot know that, for want of a permission say
     */
    Optional<RawObject> find(ObjectId id);

    /**
     * Looks for the first of several objects that is there.
     *
     * @param ids which, in order
     * @return the first one, if any is there
     */
    default Optional<RawObject> findFirst(List<ObjectId> ids) {
        return ids.stream().flatMap(id -> find(id).stream()).findFirst();
    }

    /**
     * All objects of a kind in a namespace.
     *
     * @param kind the kind
     * @param namespace the namespace
     * @return them, in the order of their names
     * @throws dev.ocmtoolkit.oci.Failure when the host cannot know them
     */
    List<RawObject> list(String kind, String namespace);
}
