// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.Consumer;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.credentials.SpiffExpression;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the user configured, as a value.
 *
 * @param credentials who the user is
 * @param transport how to transfer
 * @param aliases names for repositories, with their specifications
 * @param resolvers where to look for component versions, in the order of the configuration
 * @param others entries of types that are not known here, in order
 * @param sets configuration that counts only where it is asked for by name ({@link ConfigReader#load(List, List)})
 */
public record OcmConfig(
        ConfiguredCredentials credentials,
        TransportConfig transport,
        Map<String, JsonNode> aliases,
        List<Resolver> resolvers,
        List<JsonNode> others,
        Map<String, JsonNode> sets) {

    private static final Comparator<Resolver> ORDER = Comparator.<Resolver>comparingInt(OcmConfig::priority)
            .thenComparingInt(OcmConfig::prefixLength)
            .reversed();

    /** Copies the collections. */
    public OcmConfig {
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
        resolvers = List.copyOf(resolvers);
        others = List.copyOf(others);
        sets = Collections.unmodifiableMap(new TreeMap<>(sets));
    }

    /**
     * A configuration of nothing but credentials.
     *
     * @param credentials the credentials
     * @return the configuration
     */
    public static OcmConfig of(ConfiguredCredentials credentials) {
        return new OcmConfig(credentials, TransportConfig.NONE, Map.of(), List.of(), List.of(), Map.of());
    }

    /**
     * A configuration that says nothing.
     *
     * @param environment what credential helpers of configurations that are added later see
     * @return the configuration
     */
    public static OcmConfig empty(Environment environment) {
        return of(new ConfiguredCredentials(List.of(), List.of(), List.of(), environment));
    }

    /**
     * This configuration and one that was read after it. Credentials of this one are asked first; settings and aliases of the
     * later one replace equal ones of this one.
     *
     * @param later the other one
     * @return both together
     */
    public OcmConfig plus(OcmConfig later) {
        Map<String, JsonNode> allAliases = new TreeMap<>(aliases);
        allAliases.putAll(later.aliases);
        Map<String, JsonNode> allSets = new TreeMap<>(sets);
        allSets.putAll(later.sets);
        return new OcmConfig(
                credentials.followedBy(later.credentials),
                later.transport.over(transport),
                allAliases,
                Stream.concat(resolvers.stream(), later.resolvers.stream()).toList(),
                Stream.concat(others.stream(), later.others.stream()).toList(),
                allSets);
    }

    /**
     * This configuration with consumers that go before its own, as given on a command line.
     *
     * @param consumers the consumers
     * @return the configuration
     */
    public OcmConfig withConsumers(List<Consumer> consumers) {
        ConfiguredCredentials first =
                new ConfiguredCredentials(consumers, List.of(), List.of(), credentials.environment());
        return new OcmConfig(first.followedBy(credentials), transport, aliases, resolvers, others, sets);
    }

    /**
     * The repository that a name stands for.
     *
     * @param name the name
     * @return the repository's specification, not to be changed; empty when there is no such alias
     * @throws dev.ocmtoolkit.oci.Failure UNSUPPORTED when it holds a spiff expression
     */
    public Optional<JsonNode> alias(String name) {
        Optional<JsonNode> found = Optional.ofNullable(aliases.get(name));
        found.ifPresent(node -> SpiffExpression.refuse(node, "the alias \"%s\"".formatted(name)));
        return found;
    }

    /**
     * The resolvers to ask for a component: those with a pattern first, in the order of the configuration; then the others, by
     * priority, longest prefix and order.
     *
     * @param component the component's name
     * @return them in the order in which to ask
     * @throws dev.ocmtoolkit.oci.Failure UNSUPPORTED when one of them holds a spiff expression
     */
    public List<Resolver> resolversFor(String component) {
        List<Resolver> found = resolvers.stream()
                .filter(resolver -> resolver.matches(component))
                .sorted(ORDER)
                .toList();
        found.forEach(resolver -> SpiffExpression.refuse(resolver.repository(), "a resolver's repository"));
        return found;
    }

    /**
     * The resolvers to ask for a component version.
     *
     * @param component the component's name
     * @param version the version
     * @return them in the order in which to ask
     * @throws dev.ocmtoolkit.oci.Failure UNSUPPORTED when one of them holds a spiff expression
     */
    public List<Resolver> resolversFor(String component, String version) {
        return resolversFor(component).stream()
                .filter(resolver -> resolver.offers(version))
                .toList();
    }

    /** {@return what there is, of entries and repositories that may hold secrets no more than names and types} */
    @Override
    public String toString() {
        return "OcmConfig[credentials=%s, transport=%s, aliases=%s, resolvers=%s, others=%s, sets=%s]"
                .formatted(
                        credentials,
                        transport,
                        aliases.keySet(),
                        resolvers,
                        others.stream().map(OcmConfig::type).toList(),
                        sets.keySet());
    }

    /** {@return the type of an entry or a specification, for messages} */
    static String type(JsonNode node) {
        return Text.printable(node.path("type").asText());
    }

    private static int priority(Resolver resolver) {
        return switch (resolver) {
            case Resolver.ByPattern pattern -> Integer.MAX_VALUE;
            case Resolver.ByPrefix prefix -> prefix.priority();
        };
    }

    private static int prefixLength(Resolver resolver) {
        return switch (resolver) {
            case Resolver.ByPattern pattern -> 0;
            case Resolver.ByPrefix prefix -> prefix.prefix().length();
        };
    }
}
