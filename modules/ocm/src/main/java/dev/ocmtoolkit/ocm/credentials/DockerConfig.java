// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Login;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logins in a Docker configuration ({@code config.json}, also Podman's {@code auth.json} and the content of a Kubernetes
 * Secret of type {@code kubernetes.io/dockerconfigjson}).
 *
 * <p>It is a value of what was read. One that could not be read is a value too, and says so when a login is asked of it,
 * since most commands never need one.
 *
 * <p>As in the Go tools, a server that is spelled without a port stands for all ports of its host. One with a port stands for
 * that port only, and one with {@code https://} never for plain HTTP.
 *
 * @param name where it comes from, for messages
 * @param auths the logins by server, as spelled there; empty where a helper keeps it
 * @param helpers the credential helpers by server ({@code credHelpers}); an empty name is none
 * @param store the credential helper for all others ({@code credsStore})
 * @param defect why it could not be read; empty when it could
 */
public record DockerConfig(
        String name,
        Map<String, Optional<Login>> auths,
        Map<String, String> helpers,
        Optional<String> store,
        Optional<String> defect) {
    /** The most bytes that a Docker configuration may have, 4 MiB. */
    public static final int LIMIT = 4 * 1024 * 1024;

    private static final List<String> FIELDS =
            List.of("username", "password", "auth", "identitytoken", "registrytoken");
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    /** Copies both maps. */
    public DockerConfig {
        auths = Map.copyOf(auths);
        helpers = Map.copyOf(helpers);
    }

    /**
     * Reads the configurations that are in force without being named: {@code REGISTRY_AUTH_FILE}, then {@code config.json}
     * in {@code DOCKER_CONFIG} or {@code ~/.docker}. A file that is not there is none.
     *
     * @param environment the variables and the home directory
     * @return what is there, in the order in which to ask
     */
    public static List<DockerConfig> ofUser(Environment environment) {
        List<Path> files = new ArrayList<>();
        environment.variable("REGISTRY_AUTH_FILE").map(environment::file).ifPresent(files::add);
        files.add(environment
                .variable("DOCKER_CONFIG")
                .map(environment::file)
                .orElse(environment.home().resolve(".docker"))
                .resolve("config.json"));
        return files.stream()
                .filter(Files::exists)
                .map(file -> ofFile(file.toString(), environment))
                .toList();
    }

    /**
     * Reads a file.
     *
     * @param path its path, where {@code ~/} is the home directory
     * @param environment the home directory
     * @return the configuration, perhaps one with a defect
     * @throws Failure INVALID when configuration of objects names the file
     */
    public static DockerConfig ofFile(String path, Environment environment) {
        String name = "Docker configuration " + path;
        try (InputStream in = Files.newInputStream(environment.file(path))) {
            return of(in.readNBytes(LIMIT + 1), name);
        } catch (NoSuchFileException e) {
            return broken(name, name + " does not exist: create it with docker login, or do not refer to it");
        } catch (IOException | InvalidPathException e) {
            return broken(name, name + " cannot be read: check the file and its permissions");
        }
    }

    /**
     * Reads the content of a configuration.
     *
     * @param bytes JSON in UTF-8
     * @param name what it is, for messages
     * @return the configuration, perhaps one with a defect
     */
    public static DockerConfig of(byte[] bytes, String name) {
        if (bytes.length > LIMIT) {
            return broken(name, "%s is larger than the %d bytes that are accepted".formatted(name, LIMIT));
        }
        try {
            return of(Json.object(bytes, name), name);
        } catch (Failure e) {
            // Not its message: that quotes what was read.
            return broken(name, name + " is no JSON object");
        }
    }

    /**
     * Takes a configuration that was parsed already.
     *
     * @param json the JSON object
     * @param name what it is, for messages
     * @return the configuration, perhaps one with a defect
     */
    public static DockerConfig of(JsonNode json, String name) {
        Map<String, Optional<Login>> auths = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("auths").properties()) {
            Optional<String> altered = noText(entry.getValue());
            if (altered.isPresent()) {
                return broken(name, "%s has a \"%s\" that is no text: quote it".formatted(name, altered.get()));
            }
            try {
                auths.put(entry.getKey(), login(entry.getValue()));
            } catch (IllegalArgumentException e) {
                return broken(
                        name,
                        "%s has an \"auth\" that is no base64 of user:password: repeat docker login".formatted(name));
            }
        }
        Map<String, String> helpers = new LinkedHashMap<>();
        json.path("credHelpers").properties().stream()
                .filter(e -> !e.getValue().asText().isEmpty())
                .forEach(e -> helpers.put(e.getKey(), e.getValue().asText()));
        Optional<String> store = Optional.of(json.path("credsStore").asText()).filter(s -> !s.isEmpty());
        return new DockerConfig(name, auths, helpers, store, Optional.empty());
    }

    /** A field that a YAML reader took for a number or a boolean, so that its spelling is lost. */
    private static Optional<String> noText(JsonNode entry) {
        return FIELDS.stream()
                .filter(field ->
                        entry.path(field).isNumber() || entry.path(field).isBoolean())
                .findFirst();
    }

    private static DockerConfig broken(String name, String defect) {
        return new DockerConfig(name, Map.of(), Map.of(), Optional.empty(), Optional.of(defect));
    }

    private static Optional<Login> login(JsonNode entry) {
        String registryToken = text(entry, "registrytoken");
        String identityToken = text(entry, "identitytoken");
        String user = text(entry, "username");
        String password = text(entry, "password");
        if (!registryToken.isEmpty()) {
            return Optional.of(new Login.RegistryToken(registryToken));
        }
        if (!identityToken.isEmpty()) {
            return Optional.of(new Login.IdentityToken(identityToken));
        }
        if (!text(entry, "auth").isEmpty()) {
            return Optional.of(basic(text(entry, "auth")));
        }
        return user.isEmpty() && password.isEmpty() ? Optional.empty() : Optional.of(new Login.Basic(user, password));
    }

    private static Login basic(String auth) {
        String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no colon");
        }
        // Some tools pad the password with zero bytes.
        return new Login.Basic(pair.substring(0, colon), withoutEnd(pair.substring(colon + 1), "\0\n"));
    }

    private static String text(JsonNode entry, String name) {
        return withoutEnd(entry.path(name).asText(), "\n");
    }

    private static String withoutEnd(String text, String padding) {
        int end = text.length();
        while (end > 0 && padding.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /**
     * The login for a repository.
     *
     * @param request where it is
     * @param scheme {@code https} or {@code http}
     * @param environment for credential helpers
     * @return the login of the server that fits best; empty when there is none
     * @throws Failure INVALID when it has a defect, or a credential helper fails
     */
    Optional<Login> login(ServerAddress request, String scheme, Environment environment) {
        if (defect.isPresent()) {
            throw new Failure(Failure.Kind.INVALID, defect.get());
        }
        ServerKeys servers = new ServerKeys(request, scheme);
        Optional<String> helped = servers.best(helpers.keySet());
        if (helped.isPresent()) {
            return new CredentialHelper(helpers.getOrDefault(helped.get(), "")).get(helped.get(), environment);
        }
        Optional<String> known = servers.best(auths.keySet());
        Optional<Login> inline = known.flatMap(key -> auths.getOrDefault(key, Optional.empty()));
        if (inline.isPresent() || store.isEmpty()) {
            return inline;
        }
        return new CredentialHelper(store.get()).get(known.orElse(defaultKey(request)), environment);
    }

    private static String defaultKey(ServerAddress server) {
        if (server.host().equals("docker.io")) {
            return DOCKER_HUB_KEY;
        }
        return server.port().isEmpty() ? server.host() : server.host() + ":" + server.port();
    }
}
