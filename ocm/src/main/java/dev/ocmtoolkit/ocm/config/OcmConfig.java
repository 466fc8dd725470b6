// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.util.*;

/** Stub. */
public record OcmConfig(Credentials credentials, TransportConfig transport, Map<String, ObjectNode> aliases) {
    public static OcmConfig load(List<String> files, Environment environment) {
        return new OcmConfig(Credentials.NONE, TransportConfig.NONE, Map.of());
    }

    public OcmConfig withCredentials(List<String> arguments) {
        return this;
    }
}
