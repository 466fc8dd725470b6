// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.Consumer;
import dev.ocmtoolkit.ocm.credentials.DockerConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.credentials.SpiffExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads typed entries, and lists of them inside of {@code generic.config.ocm.software}, into one configuration.
 *
 * @param environment for Docker configurations that are referred to
 * @param what what is read, for messages
 */
record ConfigEntries(Environment environment, String what) {
    private static final String SUFFIX = ".config.ocm.software";

    OcmConfig read(JsonNode entry) {
        String type = entry.path("type").asText();
        if (!entry.isObject() || type.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "%s has an entry without a type".formatted(what));
        }
        return switch (kind(type)) {
            case "generic" -> list(entry).plus(sets(entry));
            case "credentials" -> OcmConfig.of(credentials(entry));
            case "transport.ocm" -> transport(TransportConfig.ofTransport(entry, what));
            case "transfer" -> transport(TransportConfig.ofTransfer(entry, what));
            case "ocm" -> with(aliases(entry), prefixResolvers(entry), List.of());
            case "resolvers" -> with(Map.of(), patternResolvers(entry), List.of());
            default -> with(Map.of(), List.of(), List.of(entry));
        };
    }

    /** The entries that an entry, or a set, lists. */
    OcmConfig list(JsonNode entry) {
        OcmConfig all = OcmConfig.empty(environment);
        for (JsonNode nested : entry.path("configurations")) {
            all = all.plus(read(nested));
        }
        return all;
    }

    private OcmConfig sets(JsonNode entry) {
        Map<String, JsonNode> sets = new TreeMap<>();
        entry.path("sets").properties().forEach(set -> sets.put(set.getKey(), set.getValue()));
        OcmConfig none = OcmConfig.empty(environment);
        return new OcmConfig(none.credentials(), none.transport(), Map.of(), List.of(), List.of(), sets);
    }

    /** The type without its version and without what all types end with. */
    private static String kind(String type) {
        String plain = type.replaceFirst("/.*", "");
        return plain.endsWith(SUFFIX) ? plain.substring(0, plain.length() - SUFFIX.length()) : type;
    }

    private OcmConfig transport(TransportConfig transport) {
        OcmConfig none = OcmConfig.empty(environment);
        return new OcmConfig(none.credentials(), transport, Map.of(), List.of(), List.of(), Map.of());
    }

    private OcmConfig with(Map<String, JsonNode> aliases, List<Resolver> resolvers, List<JsonNode> others) {
        OcmConfig none = OcmConfig.empty(environment);
        return new OcmConfig(none.credentials(), none.transport(), aliases, resolvers, others, Map.of());
    }

    private ConfiguredCredentials credentials(JsonNode entry) {
        List<Consumer> consumers = new ArrayList<>();
        entry.path("consumers").forEach(node -> consumers.add(Consumer.parse(node, what)));
        List<DockerConfig> dockers = new ArrayList<>();
        List<String> unsupported = new ArrayList<>();
        for (JsonNode node : entry.path("repositories")) {
            JsonNode repository = node.path("repository");
            String type = repository.path("type").asText();
            if (!type.replaceFirst("/.*", "").equals("DockerConfig")) {
                unsupported.add(type);
            } else if (repository.path("propagateConsumerIdentity").asBoolean(true)) {
                dockers.add(dockerConfig(repository));
            }
        }
        return new ConfiguredCredentials(consumers, dockers, unsupported, environment);
    }

    private DockerConfig dockerConfig(JsonNode repository) {
        JsonNode inline = repository.path("dockerConfig");
        String file = repository.path("dockerConfigFile").asText();
        SpiffExpression.refuse(file, "dockerConfigFile in " + what);
        if (inline.isObject() == !file.isEmpty()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s has a DockerConfig that needs either dockerConfigFile or dockerConfig".formatted(what));
        }
        if (inline.isObject()) {
            return DockerConfig.of(inline, "dockerConfig in " + what);
        }
        within("dockerConfigFile", () -> environment.requireUser("file " + file));
        return DockerConfig.ofFile(file, environment);
    }

    private void within(String part, Runnable check) {
        try {
            check.run();
        } catch (Failure failure) {
            throw failure.within(part + " in " + what);
        }
    }

    private static Map<String, JsonNode> aliases(JsonNode entry) {
        Map<String, JsonNode> aliases = new TreeMap<>();
        entry.path("aliases").properties().forEach(e -> aliases.put(e.getKey(), e.getValue()));
        return aliases;
    }

    private List<Resolver> prefixResolvers(JsonNode entry) {
        List<Resolver> all = new ArrayList<>();
        for (JsonNode node : entry.path("resolvers")) {
            all.add(new Resolver.ByPrefix(
                    repository(node),
                    node.path("prefix").asText(),
                    node.path("priority").asInt(Resolver.DEFAULT_PRIORITY)));
        }
        return all;
    }

    private List<Resolver> patternResolvers(JsonNode entry) {
        List<Resolver> all = new ArrayList<>();
        for (JsonNode node : entry.path("resolvers")) {
            all.add(new Resolver.ByPattern(
                    repository(node),
                    node.path("componentNamePattern").asText(),
                    Optional.of(node.path("versionConstraint").asText()).filter(text -> !text.isEmpty())));
        }
        return all;
    }

    private JsonNode repository(JsonNode resolver) {
        JsonNode repository = resolver.path("repository");
        if (!repository.isObject()) {
            throw new Failure(Failure.Kind.INVALID, "%s has a resolver without a repository".formatted(what));
        }
        if (repository.hasNonNull("filePath")) {
            within(
                    "a resolver",
                    () -> environment.requireUser(
                            "archive " + repository.path("filePath").asText()));
        }
        return repository;
    }
}
