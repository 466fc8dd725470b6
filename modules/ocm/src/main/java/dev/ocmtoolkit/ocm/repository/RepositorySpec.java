// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which repository of component versions is meant (OCM specification, "Repository Types"). */
public sealed interface RepositorySpec {

    /**
     * A registry, or a part of one.
     *
     * @param scheme {@code https}, or {@code http} for plain HTTP
     * @param schemeWritten whether the address has the scheme written before it
     * @param hostPort the host, with {@code :port} where there is one
     * @param subPath what comes before the names of repositories; empty for none
     */
    record Registry(String scheme, boolean schemeWritten, String hostPort, String subPath) implements RepositorySpec {
        private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:\\d{1,5})?");

        /** Checks the host. */
        public Registry {
            if (!shown(hostPort).equals(Text.printable(hostPort))) {
                throw new Failure(
                                Failure.Kind.INVALID,
                                "the address of the registry \"%s\" has a user before it or a query behind it"
                                        .formatted(shown(hostPort)))
                        .hint("leave that out; credentials stand in the configuration");
            }
            if (!HOST.matcher(hostPort).matches()) {
                throw new Failure(
                                Failure.Kind.INVALID,
                                "\"%s\" is no address of a registry".formatted(Text.printable(hostPort)))
                        .hint("write host[:port][/path], with http:// before it for plain HTTP");
            }
        }

        /**
         * Reads an address.
         *
         * @param address {@code [scheme://]host[:port][/path]}
         * @return the registry
         * @throws Failure INVALID when it is none
         */
        public static Registry parse(String address) {
            int colon = address.indexOf("://");
            String written = colon < 0 ? "" : address.substring(0, colon);
            String rest = colon < 0 ? address : address.substring(colon + 3);
            String scheme = switch (written.toLowerCase(Locale.ROOT)) {
                case "", "https", "oci" -> "https";
                case "http" -> "http";
                default ->
                    throw new Failure(
                                    Failure.Kind.INVALID,
                                    "\"%s\" is no address of a registry".formatted(shown(address)))
                            .hint("http and https are the schemes that can be used");
            };
            int slash = rest.indexOf('/');
            String subPath = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
            return new Registry(scheme, colon >= 0, slash < 0 ? rest : rest.substring(0, slash), subPath);
        }

        /** Without what may be secret: a user and a password before the host, and a query behind it. */
        private static String shown(String address) {
            return Text.printable(address.replaceFirst("(?s).*@", "").replaceFirst("(?s)[?#].*", ""));
        }

        /** {@return scheme, if written, and host: what references to artifacts in it begin with} */
        public String baseUrl() {
            return (schemeWritten ? scheme + "://" : "") + hostPort;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "OCIRegistry")
                    .put("baseUrl", baseUrl())
                    .put("componentNameMapping", "urlPath");
            if (!subPath.isEmpty()) {
                json.put("subPath", subPath);
            }
            return json;
        }

        /** {@return the address as it is written} */
        @Override
        public String toString() {
            return baseUrl() + (subPath.isEmpty() ? "" : "/" + subPath);
        }
    }

    /**
     * An archive in the common transport format.
     *
     * @param path its directory or its file
     * @param name the path as it was given, for messages and tables
     * @param format the form of one that is yet to be made; empty where its name tells
     */
    record Archive(Path path, String name, Optional<ArchiveFormat> format) implements RepositorySpec {
        /**
         * An archive whose name tells its form.
         *
         * @param path its directory or its file
         * @param name the path as it was given
         */
        public Archive(Path path, String name) {
            this(path, name, Optional.empty());
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "CommonTransportFormat")
                    .put("filePath", name);
            format.ifPresent(form -> json.put("fileFormat", form.name().toLowerCase(Locale.ROOT)));
            return json;
        }

        /** {@return the path as it was given} */
        @Override
        public String toString() {
            return name;
        }
    }

    /** {@return the specification as it stands in descriptors, manifests and configurations} */
    ObjectNode json();

    /**
     * Reads a specification, of any spelling that either generation of the OCM tools knows.
     *
     * @param json the specification
     * @param workingDirectory against which relative paths of archives are meant
     * @return it
     * @throws Failure INVALID when it lacks something, UNSUPPORTED when its type is not known
     */
    static RepositorySpec of(ObjectNode json, Path workingDirectory) {
        String type = json.path("type").asText();
        String kind = type.endsWith("/v1") ? type.substring(0, type.length() - "/v1".length()) : type;
        if (Set.of("OCIRegistry", "ociRegistry", "OCIRepository", "OCI", "oci").contains(kind)) {
            Registry base = Registry.parse(json.path("baseUrl").asText());
            String subPath = json.path("subPath").asText();
            return subPath.isEmpty()
                    ? base
                    : new Registry(base.scheme(), base.schemeWritten(), base.hostPort(), subPath);
        }
        if (Set.of("CommonTransportFormat", "CTF", "ctf").contains(kind)) {
            String path = json.path("filePath").asText();
            if (path.isEmpty()) {
                throw new Failure(Failure.Kind.INVALID, "a repository of type %s needs a filePath".formatted(kind));
            }
            Optional<ArchiveFormat> format = Optional.of(json.path("fileFormat").asText())
                    .filter(name -> !name.isEmpty())
                    .map(ArchiveFormat::named);
            return new Archive(workingDirectory.resolve(path), path, format);
        }
        throw new Failure(
                        Failure.Kind.UNSUPPORTED,
                        "repository type \"%s\" is not supported".formatted(Text.printable(type)))
                .hint("use OCIRegistry or CommonTransportFormat");
    }
}
