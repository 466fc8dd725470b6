// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Credentials, and for whom they are meant.
 *
 * @param identities for whom; one without attributes stands for everybody that has none of his own
 * @param credentials where they come from; of a property that several have, the first counts
 */
public record Consumer(List<ConsumerIdentity> identities, List<CredentialSpec> credentials) {

    /** Copies both lists. */
    public Consumer {
        identities = List.copyOf(identities);
        credentials = List.copyOf(credentials);
    }

    /**
     * Reads a consumer.
     *
     * @param node a JSON object with {@code identity} or {@code identities}, and {@code credentials}
     * @param what what holds it, for messages
     * @return the consumer
     * @throws Failure INVALID when it is no such object
     */
    public static Consumer parse(JsonNode node, String what) {
        List<ConsumerIdentity> identities = new ArrayList<>();
        if (node.has("identity")) {
            identities.add(ConsumerIdentity.parse(node.path("identity"), what));
        }
        node.path("identities").forEach(one -> identities.add(ConsumerIdentity.parse(one, what)));
        if (identities.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "%s has a consumer without an identity".formatted(what));
        }
        List<CredentialSpec> credentials = new ArrayList<>();
        node.path("credentials").forEach(one -> credentials.add(CredentialSpec.parse(one, what)));
        return new Consumer(identities, credentials);
    }

    /**
     * All properties.
     *
     * @return them by name
     * @throws Failure UNSUPPORTED when one of the entries is of a type, or holds an expression, that is not understood
     */
    Map<String, String> properties() {
        Map<String, String> all = new TreeMap<>();
        for (CredentialSpec spec : credentials) {
            switch (spec) {
                case CredentialSpec.Properties properties -> properties.values().forEach(all::putIfAbsent);
                case CredentialSpec.Unsupported unsupported -> throw unsupported(unsupported.type());
            }
        }
        all.forEach((name, value) -> SpiffExpression.refuse(
                value,
                "property \"%s\" of the credentials for %s".formatted(Text.printable(name), printableIdentity())));
        return Collections.unmodifiableMap(all);
    }

    private Failure unsupported(String type) {
        return new Failure(
                Failure.Kind.UNSUPPORTED,
                Failure.Side.NONE,
                "credentials of type \"%s\" for %s are not supported"
                        .formatted(Text.printable(type), printableIdentity()),
                "use the type Credentials/v1",
                null);
    }

    private String printableIdentity() {
        return Text.printable(identities.getFirst().toString());
    }
}
