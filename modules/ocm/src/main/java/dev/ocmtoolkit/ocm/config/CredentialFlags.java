// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.credentials.Consumer;
import dev.ocmtoolkit.ocm.credentials.ConsumerIdentity;
import dev.ocmtoolkit.ocm.credentials.CredentialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of the flag {@code --cred}: {@code :type=OCIRegistry :hostname=ghcr.io username=u password=p}. Attributes of an
 * identity begin with a colon; the first of them behind a property begins another consumer. Properties in front of all
 * identities are the default for everybody.
 */
public final class CredentialFlags {

    private CredentialFlags() {}

    /**
     * Reads the values.
     *
     * @param values the values in the order of the command line
     * @return the consumers
     * @throws Failure INVALID when a value has no {@code =} or an identity no property; the message shows no value
     */
    public static List<Consumer> parse(List<String> values) {
        List<Consumer> consumers = new ArrayList<>();
        Map<String, String> identity = new TreeMap<>();
        Map<String, String> properties = new TreeMap<>();
        for (String value : values) {
            boolean ofIdentity = value.startsWith(":");
            int equals = value.indexOf('=');
            if (equals < (ofIdentity ? 2 : 1)) {
                throw new Failure(
                        Failure.Kind.INVALID, "a value of --cred has to be :attribute=value or property=value");
            }
            if (ofIdentity && !properties.isEmpty()) {
                consumers.add(consumer(identity, properties));
                identity.clear();
                properties.clear();
            }
            (ofIdentity ? identity : properties)
                    .put(value.substring(ofIdentity ? 1 : 0, equals), value.substring(equals + 1));
        }
        if (!identity.isEmpty() && properties.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "--cred names a consumer and no property for it");
        }
        if (!properties.isEmpty()) {
            consumers.add(consumer(identity, properties));
        }
        return List.copyOf(consumers);
    }

    private static Consumer consumer(Map<String, String> identity, Map<String, String> properties) {
        return new Consumer(
                List.of(new ConsumerIdentity(identity)), List.of(new CredentialSpec.Properties(properties)));
    }
}
