// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import java.util.*;

/** Stub. */
public record TransportConfig(
        Optional<Boolean> recursive,
        Optional<Boolean> resourcesByValue,
        Optional<Boolean> localResourcesByValue,
        Optional<Boolean> sourcesByValue,
        Optional<Boolean> overwrite,
        List<String> omitAccessTypes) {
    public static final TransportConfig NONE = new TransportConfig(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
}
