// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.oci.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The credentials of a user, as a value.
 *
 * <p>Asked for a registry's login they look at the configured consumers first, then at the Docker configurations, and at
 * last at the consumer with an empty identity, the default. Docker configurations count whether or not there are consumers.
 * Among consumers the most specific one wins, and among equally specific ones the first. Thread-safe; credential helpers are
 * run at each question, so whoever asks often should remember the answer for a while.
 *
 * @param consumers the consumers, in the order of the configuration
 * @param dockerConfigs the Docker configurations, in the order in which they are asked
 * @param unsupported the types of credential repositories that are configured and cannot be asked; that is a failure only
 *     when nothing else has the answer
 * @param environment what credential helpers see
 */
public record ConfiguredCredentials(
        List<Consumer> consumers, List<DockerConfig> dockerConfigs, List<String> unsupported, Environment environment)
        implements Credentials {

    /** Copies the lists. */
    public ConfiguredCredentials {
        consumers = List.copyOf(consumers);
        dockerConfigs = List.copyOf(new LinkedHashSet<>(dockerConfigs));
        unsupported = List.copyOf(unsupported);
    }

    @Override
    public Optional<Login> login(String scheme, String hostPort, String repository) {
        Optional<Map<String, String>> configured = match(ConsumerIdentity.ofRepository(scheme, hostPort, repository));
        Optional<Login> login = configured
                .flatMap(ConfiguredCredentials::login)
                .or(() -> dockerLogin(scheme, hostPort, repository))
                .or(() -> defaults().flatMap(ConfiguredCredentials::login));
        if (login.isEmpty() && configured.isEmpty() && !unsupported.isEmpty()) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    Failure.Side.NONE,
                    "credentials for %s may be in a credential repository of type \"%s\", which is not supported"
                            .formatted(hostPort, Text.printable(unsupported.getFirst())),
                    "configure a consumer for this host, without credentials if it needs none",
                    null);
        }
        return login;
    }

    private Optional<Login> dockerLogin(String scheme, String hostPort, String repository) {
        ServerAddress server = ServerAddress.parse(hostPort + "/" + repository);
        for (DockerConfig docker : dockerConfigs) {
            Optional<Login> login = docker.login(server, scheme, environment);
            if (login.isPresent()) {
                return login;
            }
        }
        return Optional.empty();
    }

    /**
     * The properties that are configured for a consumer other than a registry: a signing key, a web server.
     *
     * @param request who asks
     * @return the properties of the consumer that fits best, else those of the default; empty when there are none
     * @throws Failure UNSUPPORTED when they are of a type that cannot be read
     */
    public Optional<Map<String, String>> properties(ConsumerIdentity request) {
        return match(request).or(this::defaults);
    }

    /**
     * These credentials, and others to ask after them.
     *
     * @param later the others; their environment does not count
     * @return all together
     */
    public ConfiguredCredentials followedBy(ConfiguredCredentials later) {
        return new ConfiguredCredentials(
                joined(consumers, later.consumers),
                joined(dockerConfigs, later.dockerConfigs),
                joined(unsupported, later.unsupported),
                environment);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private Optional<Map<String, String>> match(ConsumerIdentity request) {
        Optional<Consumer> best = Optional.empty();
        Optional<IdentityMatch> bestMatch = Optional.empty();
        for (Consumer consumer : consumers) {
            for (ConsumerIdentity identity : consumer.identities()) {
                Optional<IdentityMatch> match = IdentityMatch.of(request, identity);
                if (match.isPresent() && (bestMatch.isEmpty() || match.get().compareTo(bestMatch.get()) > 0)) {
                    best = Optional.of(consumer);
                    bestMatch = match;
                }
            }
        }
        return best.map(Consumer::properties);
    }

    private Optional<Map<String, String>> defaults() {
        ConsumerIdentity everybody = new ConsumerIdentity(Map.of());
        return consumers.stream()
                .filter(consumer -> consumer.identities().contains(everybody))
                .findFirst()
                .map(Consumer::properties);
    }

    private static Optional<Login> login(Map<String, String> properties) {
        Optional<Login> token =
                first(properties, "registryToken", "accessToken").map(Login.RegistryToken::new);
        Optional<Login> identity =
                first(properties, "identityToken", "refreshToken").map(Login.IdentityToken::new);
        return token.or(() -> identity).or(() -> basic(properties));
    }

    private static Optional<Login> basic(Map<String, String> properties) {
        String user = properties.getOrDefault("username", "");
        String password = properties.getOrDefault("password", "");
        return user.isEmpty() && password.isEmpty() ? Optional.empty() : Optional.of(new Login.Basic(user, password));
    }

    private static Optional<String> first(Map<String, String> properties, String name, String otherName) {
        return Stream.of(name, otherName)
                .map(key -> properties.getOrDefault(key, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
