// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists, page by page: tags (end-8), referrers (end-12), and the repositories. */
final class ListEndpoints {
    /** The most entries on a page. */
    static final int PAGE = 10_000;

    /** The most bytes on a page of referrers, about; a reader takes no more than {@link dev.ocmtoolkit.oci.Document#LIMIT}. */
    private static final int PAGE_BYTES = 2 * 1024 * 1024;

    private final OciRegistry registry;

    ListEndpoints(OciRegistry registry) {
        this.registry = registry;
    }

    void tags(Call call, Route.Tags at) throws IOException {
        ObjectNode content = Json.MAPPER.createObjectNode().put("name", at.repository());
        try (Stream<String> tags = registry.repository(at.repository()).tags()) {
            page(call, content, "tags", tags);
        }
    }

    void repositories(Call call) throws IOException {
        try (Stream<String> names = registry.repositories()) {
            page(call, Json.MAPPER.createObjectNode(), "repositories", names);
        }
    }

    void referrers(Call call, Route.Referrers at) throws IOException {
        OciStore store = registry.repository(at.repository());
        Optional<String> type = call.query("artifactType");
        String last = call.query("last").orElse("");
        ObjectNode index =
                Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.INDEX);
        ArrayNode entries = index.putArray("manifests");
        try (Stream<Descriptor> all = store.referrers(at.subject())) {
            Iterator<Descriptor> rest = all.filter(d -> d.digest().toString().compareTo(last) > 0)
                    .sorted(Comparator.comparing(Descriptor::digest))
                    .iterator();
            long bytes = 0;
            while (rest.hasNext()) {
                Descriptor next = rest.next();
                Optional<String> itsType =
                        Links.of(store.manifest(next.digest())).artifactType();
                if (type.isEmpty() || type.equals(itsType)) {
                    ObjectNode entry = entry(next, itsType);
                    entries.add(entry);
                    bytes += entry.toString().length();
                }
                if (rest.hasNext() && (bytes > PAGE_BYTES || entries.size() == PAGE)) {
                    String filter = type.map(t -> "&artifactType=" + encode(t)).orElse("");
                    link(call, "last=" + next.digest() + filter);
                    break;
                }
            }
        }
        type.ifPresent(filter -> call.with("OCI-Filters-Applied", "artifactType"));
        call.answer(200, MediaTypes.INDEX, Json.MAPPER.writeValueAsBytes(index));
    }

    private static ObjectNode entry(Descriptor referrer, Optional<String> artifactType) {
        ObjectNode entry = Json.MAPPER
                .createObjectNode()
                .put("mediaType", referrer.mediaType())
                .put("digest", referrer.digest().toString())
                .put("size", referrer.size());
        artifactType.ifPresent(type -> entry.put("artifactType", type));
        if (!referrer.annotations().isEmpty()) {
            ObjectNode annotations = entry.putObject("annotations");
            referrer.annotations().forEach(annotations::put);
        }
        return entry;
    }

    private static void page(Call call, ObjectNode content, String field, Stream<String> all) throws IOException {
        int size = call.query("n").map(ListEndpoints::size).orElse(PAGE);
        String last = call.query("last").orElse("");
        List<String> found = all.filter(name -> name.compareTo(last) > 0)
                .sorted()
                .limit(size + 1L)
                .toList();
        List<String> page = found.subList(0, Math.min(size, found.size()));
        page.forEach(content.putArray(field)::add);
        if (found.size() > size && size > 0) {
            link(call, "n=%d&last=%s".formatted(size, encode(page.getLast())));
        }
        call.answer(200, content);
    }

    private static int size(String n) {
        try {
            int size = Integer.parseInt(n);
            if (size >= 0) {
                return Math.min(size, PAGE);
            }
        } catch (NumberFormatException e) {
            // Told below, as a negative number is.
        }
        throw new Refusal(400, ErrorCode.UNSUPPORTED, "n has to be a number from 0");
    }

    private static void link(Call call, String query) {
        call.with("Link", "<%s?%s>; rel=\"next\"".formatted(call.path(), query));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
