// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What a user does to a cluster, here that of an API server alone. */
final class Cluster implements AutoCloseable {
    /** A Component of the repository {@code s} and its Replication to the repository {@code t}. */
    static final String REPLICATION = """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata: {name: c}
            spec: {interval: 1m, component: ocm.software/test, semver: 1.0.0, repositoryRef: {name: s}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Replication
            metadata: {name: r}
            spec: {interval: 1m, componentRef: {name: c}, targetRepositoryRef: {name: t}}
            ---
            """;

    private static final String FIELD_MANAGER = "tests";
    private static final int LIMIT = 4 * 1024 * 1024;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Config admin;
    private final KubernetesClient client;

    Cluster(ApiServer server) {
        admin = Config.fromKubeconfig(server.admin().toFile());
        client = new KubernetesClientBuilder().withConfig(admin).build();
    }

    /** Where the cluster is, for somebody who may do everything. */
    Config admin() {
        return admin;
    }

    KubernetesClient client() {
        return client;
    }

    /** The definitions of our kinds as they are installed; with another schema in place of ours where one is given. */
    void define(Optional<ObjectNode> schema) {
        try (Stream<Path> files = Files.list(Path.of("../../config/crd"))) {
            for (Path file :
                    files.filter(f -> !f.endsWith("kustomization.yaml")).toList()) {
                ObjectNode definition = (ObjectNode) Yaml.read(Files.readAllBytes(file), file.toString());
                schema.ifPresent(
                        other -> ((ObjectNode) definition.at("/spec/versions/0/schema")).set("openAPIV3Schema", other));
                apply(definition);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the kinds are served", () -> ClusterObject.KINDS.stream().allMatch(this::isServed));
    }

    /** The kind Resource of the Go controllers, as far as it matters here. */
    void defineResources() {
        ObjectNode definition = (ObjectNode) Yaml.read("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: resources.delivery.ocm.software}
                spec:
                  group: delivery.ocm.software
                  scope: Namespaced
                  names: {kind: Resource, listKind: ResourceList, plural: resources, singular: resource}
                  versions:
                  - name: v1alpha1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.getBytes(StandardCharsets.UTF_8), "resources");
        apply(definition);
        await("Resources are served", () -> ServedKinds.of(client).contains(ClusterObject.Resource.class));
    }

    private boolean isServed(Class<? extends ClusterObject> kind) {
        GenericKubernetesResource definition = client.genericKubernetesResources(
                        "apiextensions.k8s.io/v1", "CustomResourceDefinition")
                .withName(HasMetadata.getFullResourceName(kind))
                .get();
        return definition != null
                && Json.mapper()
                        .<JsonNode>valueToTree(definition)
                        .at("/status/conditions")
                        .findValuesAsText("type")
                        .contains("Established");
    }

    /** The objects of a file; those without a namespace are in {@code default}. */
    static List<ObjectNode> read(String manifests, String name) {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode document :
                Yaml.documents(manifests.getBytes(StandardCharsets.UTF_8), name, LIMIT, Dialect.YAML_1_1)) {
            if (document instanceof ObjectNode object) {
                all.add(object);
            }
        }
        return all;
    }

    /** Makes an object what a manifest says, as {@code kubectl apply --server-side} does. */
    void apply(ObjectNode manifest) {
        ObjectNode object = manifest.deepCopy();
        if (object.path("kind").asText().equals("Secret")) {
            encode(object);
        }
        GenericKubernetesResource wanted = Json.mapper().convertValue(object, GenericKubernetesResource.class);
        client.genericKubernetesResources(wanted.getApiVersion(), wanted.getKind())
                .resource(wanted)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    /** Applies objects of the namespace {@code default}, which may name the registries {@code ${source}} and {@code ${target}}. */
    void apply(String manifests, Registries registries) {
        String resolved = manifests
                .replace("${source}", registries.address("source"))
                .replace("${target}", registries.address("target"));
        for (ObjectNode object : read(resolved, "objects")) {
            object.withObject("/metadata").put("namespace", "default");
            apply(object);
        }
    }

    /** The API server does so too, but does not remember then who said what. */
    private static void encode(ObjectNode secret) {
        JsonNode texts = secret.remove("stringData");
        if (texts != null) {
            ObjectNode data = secret.withObject("/data");
            texts.properties()
                    .forEach(text -> data.put(
                            text.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(text.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    void delete(ObjectId id) {
        resource(id).delete();
    }

    Optional<RawObject> find(ObjectId id) {
        return Optional.ofNullable(resource(id).get())
                .map(found -> new RawObject(Json.mapper().valueToTree(found)));
    }

    private io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> resource(ObjectId id) {
        String version = id.kind().equals("Secret") || id.kind().equals("ConfigMap")
                ? "v1"
                : dev.ocmtoolkit.controller.api.Group.API_VERSION;
        return client.genericKubernetesResources(version, id.kind())
                .inNamespace(id.namespace())
                .withName(id.name());
    }

    void namespace(String name) {
        apply(Json.mapper()
                .createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Namespace")
                .set("metadata", Json.mapper().createObjectNode().put("name", name)));
    }

    /** Takes away all objects, whoever holds them, and what was told about them. */
    void clear() {
        for (Class<? extends ClusterObject> kind : ClusterObject.KINDS) {
            for (ClusterObject object :
                    client.resources(kind).inAnyNamespace().list().getItems()) {
                client.resource(object)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
                client.resource(object).delete();
            }
        }
        for (String namespace : List.of("default", "other", "here", "there")) {
            client.v1().events().inNamespace(namespace).delete();
            client.secrets().inNamespace(namespace).delete();
            client.configMaps().inNamespace(namespace).delete();
        }
        await(
                "nothing is left",
                () -> ClusterObject.KINDS.stream()
                        .allMatch(kind -> client.resources(kind)
                                .inAnyNamespace()
                                .list()
                                .getItems()
                                .isEmpty()));
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** A schema that takes everything, as objects have it that were stored under older definitions. */
    static ObjectNode anything() {
        return Json.mapper()
                .convertValue(Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true), ObjectNode.class);
    }

    @Override
    public void close() {
        client.close();
    }
}
