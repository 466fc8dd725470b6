// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.Description;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows a component archive as the repository that it would be once transferred. In it a local reference is the name of a file,
 * {@code sha256.<hex>}, which is the digest but for its colon.
 *
 * @param name how messages name the archive
 */
record ComponentArchive(String name) implements Description {
    private static final List<String> ELEMENTS =
            List.of("/component/resources", "/component/sources", "/spec/resources", "/spec/sources");
    /** The name that local blobs had before, in archives only. */
    private static final Set<String> LEGACY = Set.of("localFilesystemBlob", "localFilesystemBlob/v1");

    private static final Pattern FILE_NAME = Pattern.compile("(sha256|sha512)\\.([0-9a-f]+)");

    @Override
    public View view(byte[] file, Function<Digest, OptionalLong> size) {
        String what = "component descriptor in " + name;
        JsonNode tree = Yaml.read(file, what, ComponentDescriptor.LIMIT);
        ELEMENTS.forEach(list -> tree.at(list).forEach(this::referToDigest));
        ComponentDescriptor descriptor = ComponentDescriptor.of(tree, what);
        Map<Digest, String> types = new HashMap<>();
        Stream.concat(descriptor.resources().stream(), descriptor.sources().stream())
                .map(Element::access)
                .forEach(access -> {
                    if (access instanceof Access.LocalBlob local) {
                        local.reference().forEach(digest -> types.putIfAbsent(digest, local.mediaType()));
                    }
                });
        ComponentLayout layout = ComponentLayout.of(descriptor, digest -> blob(digest, types, size));
        List<Document> manifests = layout.root().equals(layout.manifest())
                ? List.of(layout.root())
                : List.of(layout.manifest(), layout.root());
        return new View(
                ComponentRepository.PREFIX + descriptor.id().name(),
                ComponentRepository.tag(descriptor.id().version()),
                manifests,
                List.of(layout.descriptorTar().bytes(), layout.config().bytes()));
    }

    private void referToDigest(JsonNode element) {
        if (!(element.path("access") instanceof ObjectNode access)) {
            return;
        }
        boolean legacy = LEGACY.contains(access.path("type").asText());
        String file = access.path(legacy ? "fileName" : "localReference").asText();
        Matcher digest = FILE_NAME.matcher(file);
        if (digest.matches()) {
            access.put("localReference", digest.group(1) + ":" + digest.group(2));
        } else if (legacy) {
            throw new Failure(
                            Failure.Kind.UNSUPPORTED,
                            "component archive %s keeps content in a file named \"%s\", which is no digest"
                                    .formatted(name, Text.printable(file)))
                    .hint("transfer it with version 1 of the OCM tools into a transport archive");
        }
        if (legacy) {
            access.put("type", "localBlob").remove("fileName");
            if (!access.hasNonNull("mediaType")) {
                access.put("mediaType", MediaTypes.OCTET_STREAM);
            }
        }
    }

    private Descriptor blob(Digest digest, Map<Digest, String> types, Function<Digest, OptionalLong> size) {
        OptionalLong found = size.apply(digest);
        if (found.isEmpty()) {
            throw new Failure(Failure.Kind.NOT_FOUND, "component archive %s has no blob %s".formatted(name, digest))
                    .hint("get the archive again from where it came from");
        }
        return new Descriptor(types.getOrDefault(digest, MediaTypes.OCTET_STREAM), digest, found.getAsLong());
    }
}
