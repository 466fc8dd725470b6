// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.OciRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers everything below {@code /v2/}: finds the endpoint, and turns what goes wrong into an answer. */
final class RegistryHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final OciRegistry registry;
    private final Optional<Writes> writes;
    private final ManifestEndpoints manifests;
    private final BlobEndpoints blobs;
    private final ListEndpoints lists;
    private final Optional<UploadEndpoints> uploads;

    RegistryHandler(OciRegistry registry, Optional<Writes> writes, UploadSessions sessions) {
        this.registry = registry;
        this.writes = writes;
        this.manifests = new ManifestEndpoints(registry);
        this.blobs = new BlobEndpoints(registry);
        this.lists = new ListEndpoints(registry);
        this.uploads = writes.map(some -> new UploadEndpoints(registry, some, sessions));
    }

    /**
     * Answers a request.
     *
     * @throws IOException when the answer cannot be given, or not to its end: the connection is to be cut
     */
    void handle(Call call) throws IOException {
        call.with("Docker-Distribution-API-Version", "registry/2.0");
        Route route = new Route.Ping();
        try {
            route = Route.parse(call.path());
            call.about(kind(route, call.query("mount").isPresent()));
            dispatch(call, route);
        } catch (Failure e) {
            refuse(call, route, e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", call.method(), call.path(), e);
            refuse(call, route, new Refusal(ErrorCode.UNKNOWN, "the registry failed"));
        }
    }

    private void dispatch(Call call, Route route) throws IOException {
        switch (route) {
            case Route.Ping at -> {
                readOnly(call);
                call.answer(200, Json.mapper().createObjectNode());
            }
            case Route.Catalog at -> {
                readOnly(call);
                lists.repositories(call);
            }
            case Route.Tags at -> {
                readOnly(call);
                lists.tags(call, at);
            }
            case Route.Referrers at -> {
                readOnly(call);
                lists.referrers(call, at);
            }
            case Route.ManifestAt at -> manifest(call, at);
            case Route.BlobAt at -> blob(call, at);
            case Route.Uploads at -> begin(call, at);
            case Route.UploadAt at -> upload(call, at);
        }
    }

    private void manifest(Call call, Route.ManifestAt at) throws IOException {
        switch (call.method()) {
            case "GET" -> manifests.get(call, at);
            case "HEAD" -> manifests.head(call, at);
            case "PUT" -> manifests.put(call, at, writes());
            case "DELETE" -> manifests.delete(call, at, writes());
            default -> throw unsupported(call);
        }
    }

    private void blob(Call call, Route.BlobAt at) throws IOException {
        switch (call.method()) {
            case "GET", "HEAD" -> blobs.get(call, at);
            case "DELETE" -> blobs.delete(call, at, writes());
            default -> throw unsupported(call);
        }
    }

    private void begin(Call call, Route.Uploads at) throws IOException {
        if (!call.method().equals("POST")) {
            throw unsupported(call);
        }
        uploads().begin(call, at);
    }

    private void upload(Call call, Route.UploadAt at) throws IOException {
        switch (call.method()) {
            case "PATCH" -> uploads().append(call, at);
            case "PUT" -> uploads().finish(call, at);
            case "GET" -> uploads().state(call, at);
            case "DELETE" -> uploads().cancel(call, at);
            default -> throw unsupported(call);
        }
    }

    private Writes writes() {
        return writes.orElseThrow(RegistryHandler::forReadingOnly);
    }

    private UploadEndpoints uploads() {
        return uploads.orElseThrow(RegistryHandler::forReadingOnly);
    }

    private static Refusal forReadingOnly() {
        return new Refusal(ErrorCode.UNSUPPORTED, "this registry is for reading only");
    }

    private static void readOnly(Call call) {
        if (!READING.contains(call.method())) {
            throw unsupported(call);
        }
    }

    private static Refusal unsupported(Call call) {
        return new Refusal(ErrorCode.UNSUPPORTED, "%s is not for this path".formatted(call.method()));
    }

    private void refuse(Call call, Route route, Failure failure) throws IOException {
        boolean ours = !(failure instanceof Refusal)
                && (failure.kind() == Failure.Kind.STORAGE || failure.kind() == Failure.Kind.CORRUPT);
        if (ours) {
            LOG.warn("{} {}: {}", call.method(), call.path(), failure.sentence());
        }
        if (call.isAnswered() || failure.kind() == Failure.Kind.UNREACHABLE) {
            throw new IOException("the answer cannot be completed", failure);
        }
        boolean writing = !READING.contains(call.method());
        call.refuse(Refusal.of(failure, route, writing, registry.origin()));
    }

    private static Served.Kind kind(Route route, boolean mount) {
        return switch (route) {
            case Route.Ping at -> Served.Kind.PING;
            case Route.Catalog at -> Served.Kind.CATALOG;
            case Route.Tags at -> Served.Kind.TAGS;
            case Route.Referrers at -> Served.Kind.REFERRERS;
            case Route.ManifestAt at -> Served.Kind.MANIFEST;
            case Route.BlobAt at -> Served.Kind.BLOB;
            case Route.Uploads at -> mount ? Served.Kind.MOUNT : Served.Kind.UPLOAD;
            case Route.UploadAt at -> Served.Kind.UPLOAD;
        };
    }
}
