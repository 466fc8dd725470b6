// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.Access;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where content is that is read over HTTP (OCM specification, "Access Types"). A view that is made when the content is needed: an access
 * that only stays what it is need not be well-formed.
 */
public sealed interface RemoteAccess {

    /**
     * A single blob in an OCI registry.
     *
     * @param reference its repository, as it is written
     * @param mediaType its type
     * @param digest its digest
     * @param size its length in bytes, if it is recorded
     */
    record OciBlob(String reference, Optional<String> mediaType, Digest digest, OptionalLong size)
            implements RemoteAccess {}

    /**
     * What a web server answers.
     *
     * @param url where
     * @param mediaType what it is, if that is recorded
     * @param headers header fields to send
     * @param verb the method, {@code GET} as a rule
     * @param body what to send
     * @param redirects whether to follow redirects
     */
    record Wget(
            String url,
            Optional<String> mediaType,
            Map<String, String> headers,
            String verb,
            Optional<byte[]> body,
            boolean redirects)
            implements RemoteAccess {
        /** Copies the header fields. */
        public Wget {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A chart of a Helm repository, or of a registry where the repository's address begins with {@code oci://}.
     *
     * @param repository the repository's address
     * @param chart the chart's name
     * @param version its version
     */
    record Helm(String repository, String chart, String version) implements RemoteAccess {}

    /**
     * The tree of a commit, as GitHub packs it.
     *
     * @param repository the address of the repository, perhaps without a scheme
     * @param apiHostname the host that serves the API, if it is not the usual one
     * @param commit the commit
     */
    record GitHub(String repository, Optional<String> apiHostname, String commit) implements RemoteAccess {}

    /**
     * A package of an npm registry.
     *
     * @param registry the registry's address
     * @param name the package's name, perhaps with a scope
     * @param version its version
     */
    record Npm(String registry, String name, String version) implements RemoteAccess {}

    /**
     * A file of a Maven repository; a package of several, where classifier or extension are left open.
     *
     * @param repository the repository's address
     * @param groupId the group
     * @param artifactId the artifact
     * @param version its version
     * @param classifier the classifier, an empty text for files that have none; nothing for any
     * @param extension the extension of the files' names, nothing for any
     */
    record Maven(
            String repository,
            String groupId,
            String artifactId,
            String version,
            Optional<String> classifier,
            Optional<String> extension)
            implements RemoteAccess {}

    /**
     * An object in S3.
     *
     * @param region the bucket's region
     * @param bucket the bucket
     * @param key the object
     * @param version the object's version, if one is meant
     * @param mediaType what it is, if that is recorded
     */
    record S3(Optional<String> region, String bucket, String key, Optional<String> version, Optional<String> mediaType)
            implements RemoteAccess {}

    /**
     * Whether content of such an access can be read.
     *
     * @param access the access
     * @return true for the types above
     */
    static boolean isOne(Access access) {
        return switch (kind(access)) {
            case "ociBlob", "OCIImageLayer", "wget", "Wget", "http", "helm", "Helm" -> true;
            case "gitHub", "github", "GitHub", "npm", "NPM", "maven", "Maven", "s3", "S3" -> true;
            default -> false;
        };
    }

    /**
     * A view of an access.
     *
     * @param access the access
     * @param owner whose access it is, for the message
     * @return the view
     * @throws Failure INVALID when it lacks what it needs, UNSUPPORTED when its type is none of these
     */
    static RemoteAccess read(Access access, String owner) {
        Fields fields = new Fields(access.json(), owner);
        return switch (kind(access)) {
            case "ociBlob", "OCIImageLayer" ->
                new OciBlob(
                        fields.required("ref"),
                        fields.find("mediaType"),
                        Digest.parse(fields.required("digest")),
                        access.json().path("size").canConvertToLong()
                                ? OptionalLong.of(access.json().path("size").asLong())
                                : OptionalLong.empty());
            case "wget", "Wget", "http" -> fields.wget();
            case "helm", "Helm" -> fields.helm();
            case "gitHub", "github", "GitHub" ->
                new GitHub(fields.required("repoUrl"), fields.find("apiHostname"), fields.required("commit"));
            case "npm", "NPM" ->
                new Npm(fields.required("registry"), fields.required("package"), fields.required("version"));
            case "maven", "Maven" ->
                new Maven(
                        fields.required("repoUrl"),
                        fields.required("groupId"),
                        fields.required("artifactId"),
                        fields.required("version"),
                        Optional.ofNullable(access.json().path("classifier").textValue()),
                        fields.find("extension"));
            case "s3", "S3" ->
                new S3(
                        fields.find("region"),
                        fields.find("bucketName").orElseGet(() -> fields.required("bucket")),
                        fields.find("objectKey").orElseGet(() -> fields.required("key")),
                        fields.find("version"),
                        fields.find("mediaType"));
            default ->
                throw new Failure(
                        Failure.Kind.UNSUPPORTED,
                        Failure.Side.SOURCE,
                        "%s has the access type \"%s\", whose content cannot be copied"
                                .formatted(owner, Text.printable(access.type())),
                        "transfer without copying its content, or omit the access type in the transport configuration",
                        null);
        };
    }

    /**
     * The name under which the content is known, where the type gives it one.
     *
     * @param access the access
     * @return for npm {@code name:version}; empty for the others
     */
    static Optional<String> hint(Access access) {
        return switch (kind(access)) {
            case "npm", "NPM" ->
                Optional.of(access.json().path("package").asText() + ":"
                        + access.json().path("version").asText());
            default -> Optional.empty();
        };
    }

    private static String kind(Access access) {
        String type = access.type();
        int slash = type.indexOf('/');
        return slash < 0 ? type : type.substring(0, slash);
    }

    /**
     * The fields of an access.
     *
     * @param json the access
     * @param owner whose it is
     */
    record Fields(ObjectNode json, String owner) {

        Optional<String> find(String name) {
            return Optional.ofNullable(json.path(name).textValue()).filter(value -> !value.isEmpty());
        }

        String required(String name) {
            return find(name).orElseThrow(() -> lacks(name));
        }

        private Failure lacks(String name) {
            return new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.SOURCE,
                    "%s: access of type %s lacks its field %s"
                            .formatted(owner, Text.printable(json.path("type").asText()), name),
                    null,
                    null);
        }

        Wget wget() {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : json.path("header").properties()) {
                field.getValue().forEach(value -> headers.merge(field.getKey(), value.asText(), "%s, %s"::formatted));
            }
            return new Wget(
                    find("url").or(() -> find("URL")).orElseThrow(() -> lacks("url")),
                    find("mediaType"),
                    headers,
                    verb(),
                    body(),
                    !json.path("noRedirect").asBoolean()
                            && !json.path("noredirect").asBoolean());
        }

        private Optional<byte[]> body() {
            try {
                if (!json.hasNonNull("body")) {
                    return Optional.empty();
                }
                byte[] body = json.path("body").binaryValue();
                if (body != null) {
                    return Optional.of(body);
                }
            } catch (IOException e) {
                // Said below.
            }
            throw invalid("a body that is no base64");
        }

        private String verb() {
            String verb = find("verb").orElse("GET");
            if (!verb.matches("[A-Za-z]+")) {
                throw invalid("a verb that is none of HTTP");
            }
            return verb;
        }

        private Failure invalid(String what) {
            return new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.SOURCE,
                    "%s: access of type wget has %s".formatted(owner, what),
                    null,
                    null);
        }

        Helm helm() {
            String chart = required("helmChart");
            int colon = chart.lastIndexOf(':');
            String name = colon < 0 ? chart : chart.substring(0, colon);
            Optional<String> version = colon < 0 ? find("version") : Optional.of(chart.substring(colon + 1));
            return new Helm(required("helmRepository"), name, version.orElseThrow(() -> lacks("version")));
        }
    }
}
