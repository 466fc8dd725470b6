// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.contract;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import java.util.List;
import java.util.Optional;

/** A host as the contract sees it. */
public interface ContractHost extends AutoCloseable {
    /** Makes objects what a file says; a file of the same name is replaced. */
    void write(String file, String manifests);

    /** Takes the objects of a file away. */
    void remove(String file);

    Optional<RawObject> find(ObjectId id);

    /** The events of an object, oldest first. */
    List<RecordedEvent> events(ObjectId id);

    /** Ends the host without any notice and starts it again. */
    void restart();

    /** What is said about files that hold no object. */
    List<String> problems();

    @Override
    void close();
}
