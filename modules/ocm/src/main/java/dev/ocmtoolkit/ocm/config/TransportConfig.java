// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.credentials.SpiffExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to transfer, as far as it is configured: {@code transport.ocm.config.ocm.software} of the first Go tool, and
 * {@code transfer.config.ocm.software} of the second one. Flags of a command go before it.
 *
 * @param recursive whether references are followed
 * @param resourcesByValue whether the content of all resources is copied
 * @param localResourcesByValue whether the content of resources with relation {@code local} is copied
 * @param sourcesByValue whether the content of sources is copied
 * @param keepGlobalAccess whether a local blob keeps its global access
 * @param stopOnExistingVersion whether versions that are at the target already are passed over
 * @param overwrite whether versions that differ at the target are replaced
 * @param omitAccessTypes access types whose content is never copied
 * @param uploadType how copied content is stored
 */
public record TransportConfig(
        Optional<Boolean> recursive,
        Optional<Boolean> resourcesByValue,
        Optional<Boolean> localResourcesByValue,
        Optional<Boolean> sourcesByValue,
        Optional<Boolean> keepGlobalAccess,
        Optional<Boolean> stopOnExistingVersion,
        Optional<Boolean> overwrite,
        List<String> omitAccessTypes,
        Optional<UploadType> uploadType) {

    /** How copied content is stored at the target. */
    public enum UploadType {
        /** As a blob of the component version. */
        LOCAL_BLOB,
        /** As an artifact of its own, where it is one. */
        OCI_ARTIFACT
    }

    /** Nothing is configured. */
    public static final TransportConfig NONE = new TransportConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    /** Copies the list. */
    public TransportConfig {
        omitAccessTypes = List.copyOf(omitAccessTypes);
    }

    /** {@return whether what is an artifact becomes one of its own in a registry: what is not configured does} */
    public boolean uploads() {
        return uploadType.filter(UploadType.LOCAL_BLOB::equals).isEmpty();
    }

    /** Reads a {@code transport.ocm.config.ocm.software}. */
    static TransportConfig ofTransport(JsonNode node, String what) {
        List<String> omitted = new ArrayList<>();
        for (JsonNode type : node.path("omitAccessTypes")) {
            SpiffExpression.refuse(type, "omitAccessTypes in " + what);
            if (!type.isTextual()) {
                throw new Failure(Failure.Kind.INVALID, "%s has an omitAccessTypes that is no text".formatted(what));
            }
            omitted.add(type.textValue());
        }
        return new TransportConfig(
                bool(node, "recursive", what),
                bool(node, "resourcesByValue", what),
                bool(node, "localResourcesByValue", what),
                bool(node, "sourcesByValue", what),
                bool(node, "keepGlobalAccess", what),
                bool(node, "stopOnExistingVersion", what),
                bool(node, "overwrite", what),
                omitted,
                Optional.empty());
    }

    /** Reads a {@code transfer.config.ocm.software}. */
    static TransportConfig ofTransfer(JsonNode node, String what) {
        Optional<Boolean> recursive = word(node, "recursive").map(depth -> switch (depth) {
            case "-1" -> true;
            case "0" -> false;
            default -> throw invalid("recursive", depth, "-1 or 0", what);
        });
        Optional<Boolean> all = word(node, "copyMode").map(mode -> switch (mode) {
            case "allResources" -> true;
            case "localBlob" -> false;
            default -> throw invalid("copyMode", mode, "localBlob or allResources", what);
        });
        Optional<UploadType> upload = word(node, "uploadType").map(type -> switch (type) {
            case "localBlob" -> UploadType.LOCAL_BLOB;
            case "ociArtifact" -> UploadType.OCI_ARTIFACT;
            default -> throw invalid("uploadType", type, "localBlob or ociArtifact", what);
        });
        return new TransportConfig(
                recursive,
                all,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                upload);
    }

    /**
     * What is configured by this one or, where it says nothing, by an earlier one.
     *
     * @param earlier the other one
     * @return both together
     */
    public TransportConfig over(TransportConfig earlier) {
        return new TransportConfig(
                recursive.or(earlier::recursive),
                resourcesByValue.or(earlier::resourcesByValue),
                localResourcesByValue.or(earlier::localResourcesByValue),
                sourcesByValue.or(earlier::sourcesByValue),
                keepGlobalAccess.or(earlier::keepGlobalAccess),
                stopOnExistingVersion.or(earlier::stopOnExistingVersion),
                overwrite.or(earlier::overwrite),
                omitAccessTypes.isEmpty() ? earlier.omitAccessTypes : omitAccessTypes,
                uploadType.or(earlier::uploadType));
    }

    private static Optional<Boolean> bool(JsonNode node, String key, String what) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        SpiffExpression.refuse(value, key + " in " + what);
        if (!value.isBoolean()) {
            throw invalid(key, value.asText(), "true or false", what);
        }
        return Optional.of(value.booleanValue());
    }

    private static Optional<String> word(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    private static Failure invalid(String key, String value, String wanted, String what) {
        return new Failure(
                Failure.Kind.INVALID,
                "%s has %s \"%s\": %s is needed".formatted(what, key, Text.printable(value), wanted));
    }
}
