// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.StallingRelay;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.repository.ComponentLayout;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Registries for tests, which are started, filled, emptied and stopped. */
public final class Registries implements AutoCloseable {
    /** The methods that change nothing. */
    static final Set<String> READING = Set.of("GET", "HEAD");

    private final CopyEngine engine = new CopyEngine();
    private final Map<String, Registry> all = new TreeMap<>();

    private static final class Registry {
        private MemoryRegistry content = new MemoryRegistry();
        private final List<Served> served = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private RegistryServer server;
        private @Nullable StallingRelay relay;
        private int port;

        Registry() {
            server = start();
            port = server.address().getPort();
        }

        private RegistryServer start() {
            return RegistryServer.start(
                    content,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    ServerOptions.readWrite().withListener(this::served));
        }

        private void served(Served one) {
            served.add(one);
            if (!READING.contains(one.method())) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private Registry registry(String name) {
        return all.computeIfAbsent(name, _ -> new Registry());
    }

    /** The address of a registry, which is started if it is not there yet. */
    public String address(String name) {
        StallingRelay relay = registry(name).relay;
        return relay == null ? "127.0.0.1:" + registry(name).port : relay.address();
    }

    /** A registry that takes nothing more after a number of bytes, until {@link #awaitHangUp}. To be called before its address is. */
    public void slow(String name, long after) {
        Registry registry = registry(name);
        try {
            registry.relay = new StallingRelay(registry.server.address(), StallingRelay.Direction.TO_SERVER, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until somebody waits for a slow registry. */
    public void awaitStall(String name) {
        try {
            Objects.requireNonNull(registry(name).relay).awaitStall();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until nobody waits for a slow registry any more; from then on it is like others. */
    public void awaitHangUp(String name, Duration patience) {
        try {
            Objects.requireNonNull(registry(name).relay).awaitHangUp(patience);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    public List<Served> served(String name) {
        return registry(name).served;
    }

    /** How many requests so far changed something at a registry, or tried to. */
    public int writes(String name) {
        return (int) registry(name).served.stream()
                .filter(served -> !READING.contains(served.method()))
                .count();
    }

    public void stop(String name) {
        registry(name).server.close();
    }

    public void start(String name) {
        registry(name).server = registry(name).start();
    }

    /** From now on it answers to nothing that writes. */
    public void hold(String name) {
        registry(name).gate = new CountDownLatch(1);
    }

    /** It answers again, also to what has waited. */
    public void release(String name) {
        registry(name).gate.countDown();
    }

    /** A registry that lost everything. */
    public void wipe(String name) {
        stop(name);
        registry(name).content = new MemoryRegistry();
        start(name);
    }

    public boolean has(String name, String subPath, String component, String version) {
        return store(name, subPath, component)
                .resolve(ComponentRepository.tag(version))
                .isPresent();
    }

    public OciStore store(String name, String subPath, String component) {
        String prefix = subPath.isEmpty() ? "" : subPath + "/";
        return repository(name, prefix + "component-descriptors/" + component);
    }

    /** Any repository of a registry, that of an image say. */
    public OciStore repository(String name, String repository) {
        return registry(name).content.repository(repository);
    }

    /** A component version, perhaps with references, labels, a local blob and further resources. */
    public void publish(String name, String subPath, String component, String version, JsonNode more) {
        ObjectNode inner = Json.mapper().createObjectNode();
        inner.put("name", component).put("version", version).put("provider", "ocm.software");
        inner.putArray("repositoryContexts");
        OciStore store = store(name, subPath, component);
        Descriptor blob = Images.blob(
                store, MediaTypes.OCTET_STREAM, "x".repeat(more.path("blob").asInt()));
        ArrayNode resources = inner.putArray("resources");
        if (more.has("blob")) {
            resources
                    .addObject()
                    .put("name", "blob")
                    .put("version", version)
                    .put("type", "blob")
                    .put("relation", "local")
                    .putObject("access")
                    .put("type", "localBlob")
                    .put("mediaType", MediaTypes.OCTET_STREAM)
                    .put("localReference", blob.digest().toString());
        }
        more.path("resources").forEach(resources::add);
        inner.putArray("sources");
        ArrayNode references = inner.putArray("componentReferences");
        for (JsonNode one : more.path("references")) {
            String[] id = one.asText().split(":", 2);
            references
                    .addObject()
                    .put("name", "ref-" + references.size())
                    .put("componentName", id[0])
                    .put("version", id[1]);
        }
        if (more.has("labels")) {
            inner.set("labels", more.path("labels"));
        }
        ObjectNode json = Json.mapper().createObjectNode();
        json.putObject("meta").put("schemaVersion", "v2");
        json.set("component", inner);
        ComponentLayout layout = ComponentLayout.of(ComponentDescriptor.of(json, "test"), digest -> blob);
        Tag tag = ComponentRepository.tag(version);
        List<Move> moves = new ArrayList<>(List.of(new Move.Keep(store, blob, new Evidence.Accepted())));
        moves.addAll(layout.moves(store, tag));
        Unit unit = new Unit(new UnitKey(store.location(), tag), Set.of(), moves);
        var report = engine.run(
                List.of(unit).iterator(),
                registry(name).content,
                CopyEngine.Commit.ALL_OR_NOTHING,
                RunListener.SILENT,
                new Cancellation());
        if (!report.failures().isEmpty()) {
            throw new AssertionError(report.failures().toString());
        }
    }

    /** Tags the newest manifest of a component with more tags, of whatever form. */
    public void tag(String name, String subPath, String component, String from, Stream<String> tags) {
        OciStore store = store(name, subPath, component);
        var document = store.manifest(ComponentRepository.tag(from));
        tags.forEach(tag -> store.putManifest(document, Set.of(new Tag(tag))));
    }

    @Override
    public void close() {
        all.keySet().forEach(this::release);
        for (Registry registry : all.values()) {
            if (registry.relay != null) {
                registry.relay.close();
            }
            registry.server.close();
        }
        engine.close();
    }
}
