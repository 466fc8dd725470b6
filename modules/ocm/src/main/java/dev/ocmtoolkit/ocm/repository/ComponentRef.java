// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user names on the command line: a repository, in it perhaps a component, of it perhaps a version:
 * {@code [type::]repository[//component[:version]]}.
 *
 * @param repository the repository
 * @param component the component's name
 * @param version its version
 */
public record ComponentRef(RepositorySpec repository, Optional<String> component, Optional<String> version) {
    private static final Pattern HOST_WITH_DOT = Pattern.compile("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)+(:\\d+)?(/.*)?");
    private static final Pattern HOST_WITH_PORT = Pattern.compile("[a-zA-Z0-9-]+:\\d+(/.*)?");

    /** Checks name and version. */
    public ComponentRef {
        component.ifPresent(ComponentId::requireName);
        version.ifPresent(ComponentId::requireVersion);
    }

    /**
     * Where references are read: what relative paths and names mean.
     *
     * @param workingDirectory against which relative paths are meant
     * @param aliases names for repositories, from the configuration
     */
    public record Scope(Path workingDirectory, Map<String, JsonNode> aliases) {
        /** Copies the aliases. */
        public Scope {
            aliases = Map.copyOf(aliases);
        }
    }

    /**
     * Reads a reference to a repository, a component or a component version.
     *
     * @param text the text
     * @param scope what paths and names mean
     * @return the reference
     * @throws Failure INVALID when it is malformed, NOT_FOUND when it names a repository that is none
     */
    public static ComponentRef parse(String text, Scope scope) {
        int split = split(text);
        RepositorySpec repository = repository(split < 0 ? text : text.substring(0, split), scope, false);
        if (split < 0) {
            return new ComponentRef(repository, Optional.empty(), Optional.empty());
        }
        String rest = text.substring(split + 2);
        int colon = rest.indexOf(':');
        return new ComponentRef(
                repository,
                Optional.of(colon < 0 ? rest : rest.substring(0, colon)),
                colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1)));
    }

    /**
     * Reads the target of a transfer: a path that does not exist is an archive to be made.
     *
     * @param text the text
     * @param scope what paths and names mean
     * @return the repository
     * @throws Failure INVALID when it is malformed
     */
    public static RepositorySpec target(String text, Scope scope) {
        if (split(text) >= 0) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.TARGET,
                    "\"%s\" names a component, and a repository is needed".formatted(Text.printable(text)),
                    "leave out what follows the //",
                    null);
        }
        return repository(text, scope, true);
    }

    /** Where the {@code //} before a component is; that of a scheme, and those inside of JSON, are none. */
    private static int split(String text) {
        int from = 0;
        int type = text.indexOf("::");
        if (type >= 0) {
            from = type + 2;
        }
        if (text.startsWith("{", from)) {
            from = text.lastIndexOf('}');
        }
        int scheme = text.indexOf("://", from);
        int first = text.indexOf("//", from);
        return scheme >= 0 && first == scheme + 1 ? text.indexOf("//", scheme + 3) : first;
    }

    private static RepositorySpec repository(String text, Scope scope, boolean target) {
        String rest = text.startsWith("+") ? text.substring(1) : text;
        int type = rest.indexOf("::");
        if (type >= 0) {
            return typed(rest.substring(0, type), rest.substring(type + 2), scope);
        }
        if (rest.startsWith("{")) {
            return RepositorySpec.of(json(rest), scope.workingDirectory());
        }
        if (scope.aliases().get(rest) instanceof ObjectNode alias) {
            return RepositorySpec.of(alias, scope.workingDirectory());
        }
        RepositorySpec.Archive archive =
                new RepositorySpec.Archive(scope.workingDirectory().resolve(rest), rest);
        boolean isPath = rest.startsWith(".") || rest.startsWith("/");
        if (isPath || CtfArchive.isAt(archive.path()) || rest.isEmpty()) {
            return archive;
        }
        if (rest.contains("://") || HOST_WITH_PORT.matcher(rest).matches()) {
            return RepositorySpec.Registry.parse(rest);
        }
        if (ArchiveFormat.of(archive.path()) != ArchiveFormat.DIRECTORY) {
            return archive;
        }
        if (HOST_WITH_DOT.matcher(rest).matches()) {
            return RepositorySpec.Registry.parse(rest);
        }
        if (target || Files.exists(archive.path())) {
            return archive;
        }
        throw new Failure(Failure.Kind.NOT_FOUND, "repository \"%s\" is unknown".formatted(Text.printable(rest)))
                .hint("name an archive that exists, or a registry as host:port or with https:// before it");
    }

    private static RepositorySpec typed(String type, String rest, Scope scope) {
        int plus = type.indexOf('+');
        String kind = plus < 0 ? type : type.substring(0, plus);
        Optional<ArchiveFormat> format =
                plus < 0 ? Optional.empty() : Optional.of(ArchiveFormat.named(type.substring(plus + 1)));
        if (rest.startsWith("{")) {
            ObjectNode json = json(rest);
            return RepositorySpec.of(json.has("type") ? json : json.put("type", kind), scope.workingDirectory());
        }
        return switch (kind) {
            case "ctf", "CTF", "CommonTransportFormat" ->
                new RepositorySpec.Archive(scope.workingDirectory().resolve(rest), rest, format);
            case "directory", "tar", "tgz" ->
                new RepositorySpec.Archive(
                        scope.workingDirectory().resolve(rest), rest, Optional.of(ArchiveFormat.named(kind)));
            case "oci", "OCI", "OCIRegistry", "ociRegistry", "OCIRepository" -> RepositorySpec.Registry.parse(rest);
            default ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "repository type \"%s\" is not supported".formatted(Text.printable(type)))
                        .hint("use ctf:: or oci::");
        };
    }

    private static ObjectNode json(String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            if (json instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Told below, without the parser's words.
        }
        throw new Failure(
                Failure.Kind.INVALID,
                "\"%s\" is no JSON specification of a repository".formatted(Text.printable(text)));
    }

    /** {@return the reference as it is written} */
    @Override
    public String toString() {
        return repository
                + component.map(c -> "//" + c).orElse("")
                + version.map(v -> ":" + v).orElse("");
    }
}
