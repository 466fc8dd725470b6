// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.contract.ContractHost;
import dev.ocmtoolkit.controller.core.Event;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The host in Kubernetes as the contract sees it: what it does to a cluster, as other programs see it. */
final class ClusterHost implements ContractHost {
    private final Cluster cluster;
    private final Map<String, Set<ObjectId>> files = new HashMap<>();
    private Origins origins = new Origins(HttpSettings.of(Map.of()));
    private CopyEngine engine = new CopyEngine();
    private KubernetesClient client;
    private KubernetesHost host;

    ClusterHost(Cluster cluster) {
        this.cluster = cluster;
        cluster.clear();
        client = ClusterClient.of(cluster.admin());
        host = start();
    }

    private KubernetesHost start() {
        return KubernetesHost.start(client, origins, engine, HostSettings.USUAL);
    }

    @Override
    public void write(String file, String manifests) {
        Set<ObjectId> now = new HashSet<>();
        for (ObjectNode manifest : Cluster.read(manifests, file)) {
            ObjectNode metadata = manifest.withObject("/metadata");
            if (!metadata.has("namespace")) {
                metadata.put("namespace", "default");
            }
            now.add(new RawObject(manifest).id());
            cluster.apply(manifest);
        }
        Set<ObjectId> before = files.getOrDefault(file, Set.of());
        files.put(file, now);
        before.stream().filter(id -> !now.contains(id)).forEach(cluster::delete);
    }

    @Override
    public void remove(String file) {
        files.getOrDefault(file, Set.of()).forEach(cluster::delete);
        files.remove(file);
    }

    @Override
    public Optional<RawObject> find(ObjectId id) {
        return cluster.find(id);
    }

    /** The end of an event's name is a time that is more exact than its times. */
    @Override
    public List<RecordedEvent> events(ObjectId id) {
        return cluster.client().v1().events().inNamespace(id.namespace()).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals(id.kind())
                        && event.getInvolvedObject().getName().equals(id.name()))
                .map(event -> new RecordedEvent(
                        event.getMetadata().getName(),
                        id,
                        new Uid(event.getInvolvedObject().getUid()),
                        new Event(
                                event.getType().equals("Warning") ? Event.Type.WARNING : Event.Type.NORMAL,
                                event.getReason(),
                                event.getMessage(),
                                Map.of()),
                        event.getCount(),
                        Instant.parse(event.getFirstTimestamp()),
                        Instant.parse(event.getLastTimestamp())))
                .sorted(Comparator.comparing(
                        event -> event.name().substring(event.name().lastIndexOf('.'))))
                .toList();
    }

    @Override
    public void restart() {
        closeAll();
        origins = new Origins(HttpSettings.of(Map.of()));
        engine = new CopyEngine();
        client = ClusterClient.of(cluster.admin());
        host = start();
    }

    @Override
    public List<String> problems() {
        return List.of();
    }

    private void closeAll() {
        host.close();
        engine.close();
        origins.close();
        client.close();
    }

    @Override
    public void close() {
        closeAll();
    }
}
