// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who asks for credentials, or for whom they are configured: a flat map with a {@code type}, and as a rule
 * {@code hostname}, {@code port}, {@code scheme} and {@code pathprefix} (or {@code path}, a pattern).
 *
 * @param attributes all of them, {@code type} included; in the order of their names
 */
public record ConsumerIdentity(Map<String, String> attributes) {
    /** The type of OCI registries. */
    public static final String OCI_REGISTRY = "OCIRegistry";

    /** The attribute that names the kind of consumer. */
    static final String TYPE = "type";

    static final String HOSTNAME = "hostname";
    static final String PORT = "port";
    static final String SCHEME = "scheme";
    static final String PATH_PREFIX = "pathprefix";
    static final String PATH = "path";

    /** Copies the attributes. */
    public ConsumerIdentity {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /**
     * Reads an identity.
     *
     * @param node a JSON object of texts; numbers and booleans are taken as texts
     * @param what what holds it, for messages
     * @return the identity
     * @throws Failure INVALID when it is no such object
     */
    public static ConsumerIdentity parse(JsonNode node, String what) {
        if (!node.isObject()) {
            throw new Failure(Failure.Kind.INVALID, "%s has a consumer identity that is no mapping".formatted(what));
        }
        Map<String, String> attributes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isValueNode()) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        "%s has a consumer identity whose attribute \"%s\" is no text"
                                .formatted(what, Text.printable(entry.getKey())));
            }
            attributes.put(entry.getKey(), entry.getValue().asText());
        }
        return new ConsumerIdentity(attributes);
    }

    /**
     * The identity under which a repository of a registry asks: without a port unless the address has one.
     *
     * @param scheme {@code https} or {@code http}
     * @param hostPort the registry's host, with {@code :port} where the address has one
     * @param repository the repository's name
     * @return the identity
     */
    public static ConsumerIdentity ofRepository(String scheme, String hostPort, String repository) {
        ServerAddress server = ServerAddress.parse(hostPort);
        Map<String, String> attributes = new TreeMap<>();
        attributes.put(TYPE, OCI_REGISTRY);
        attributes.put(SCHEME, scheme);
        attributes.put(HOSTNAME, server.host());
        if (!server.port().isEmpty()) {
            attributes.put(PORT, server.port());
        }
        attributes.put(PATH_PREFIX, repository);
        return new ConsumerIdentity(attributes);
    }

    /**
     * The identity under which the reader of an address asks that is no registry's: with the port also where it is the scheme's own.
     *
     * @param type the type of the consumer, such as {@code wget}
     * @param address an absolute address of http or https
     * @return the identity
     */
    public static ConsumerIdentity ofAddress(String type, URI address) {
        int usual = address.getScheme().equals("https") ? 443 : 80;
        Map<String, String> attributes = new TreeMap<>();
        attributes.put(TYPE, type);
        attributes.put(SCHEME, address.getScheme());
        attributes.put(HOSTNAME, address.getHost());
        attributes.put(PORT, Integer.toString(address.getPort() < 0 ? usual : address.getPort()));
        attributes.put(PATH_PREFIX, ServerAddress.trimSlashes(address.getPath()));
        return new ConsumerIdentity(attributes);
    }

    /** {@return the value of an attribute, empty when it has none} */
    String get(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** {@return the type in one spelling: without version, as the newer tools write it} */
    String canonicalType() {
        String type = get(TYPE);
        int slash = type.indexOf('/');
        String plain = slash < 0 ? type : type.substring(0, slash);
        return switch (plain) {
            case "wget" -> "Wget";
            case "Github" -> "GitHubRepository";
            case "S3" -> "S3Bucket";
            default -> plain;
        };
    }

    /** {@return its attributes, which are no secrets, for messages} */
    @Override
    public String toString() {
        return attributes.toString();
    }
}
