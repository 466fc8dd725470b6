// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.core.RawObject;
import java.util.List;
import java.util.stream.Collectors;

/** Those for whose sake an object that is to go has to stay. */
final class Users {
    /** The reason of such an object. */
    static final String DELETION_FAILED = "DeletionFailed";

    private Users() {}

    static String names(List<RawObject> users) {
        return users.stream()
                .map(user -> user.id().namespace() + "/" + user.id().name())
                .collect(Collectors.joining(","));
    }
}
