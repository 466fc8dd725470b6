// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.standalone.HostListener;
import dev.ocmtoolkit.controller.standalone.StandaloneHost;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The second half of the quick start: the guide's three manifests, and controllers that keep the component version replicated, without a
 * cluster.
 */
final class QuickstartReplication {
    private static final String FOLDER = "manifests";
    private static final int PATIENCE_SECONDS = 60;
    private static final int ROUND_MILLIS = 100;

    private final Session session;
    private final String component;
    private final String source;
    private final String target;
    private final Awaited awaited = new Awaited();

    /**
     * The second half.
     *
     * @param session in the folder of the story
     * @param component the component's name
     * @param source host and port of the registry that has it
     * @param target host and port of the registry that gets it
     */
    QuickstartReplication(Session session, String component, String source, String target) {
        this.session = session;
        this.component = component;
        this.source = source;
        this.target = target;
    }

    /** Tells it; returns the exit code. */
    int tell() throws IOException {
        Path folder = Files.createDirectory(session.path(FOLDER));
        say("Controllers can keep it replicated. These manifests say what, from where and to where.");
        write("source.yaml", sourceYaml());
        write("target.yaml", targetYaml("replication-target-registry", "replicated"));
        say("The controllers run on them, in the background.");
        print("$ ocm controller run --manifests %s &".formatted(FOLDER));
        try (StandaloneHost host =
                StandaloneHost.start(folder, session.origins(), session.engine(), InstantSource.system(), awaited)) {
            awaited.await(new ObjectId("Component", "default", "replication-component"));
            awaited.await(new ObjectId("OCMRepository", "default", "replication-target-registry"));
            say("%d objects are ready, and can be used."
                    .formatted(host.objects().size()));
            write("replication.yaml", replicationYaml("replication", "replication-target-registry", ""));
            int code = shown("replication", "replicated");
            return code == ExitCodes.DONE ? byValue() : code;
        }
    }

    private int byValue() throws IOException {
        say("A second one brings the chart along, as a configuration asks for.");
        write(
                "by-value.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: transport
                data:
                  .ocmconfig: |
                    type: transport.ocm.config.ocm.software
                    resourcesByValue: true
                ---
                """
                        + targetYaml("by-value-registry", "by-value")
                        + "---\n"
                        + replicationYaml("by-value", "by-value-registry", """
                          ocmConfig:
                          - kind: ConfigMap
                            name: transport
                        """));
        return shown("by-value", "by-value");
    }

    private int shown(String replication, String subPath) {
        awaited.await(new ObjectId("Replication", "default", replication));
        say("It is done.");
        int code = run("controller", "describe", "replication", replication, "--manifests", FOLDER);
        if (code != ExitCodes.DONE) {
            return code;
        }
        say("And it is there, with all that it refers to.");
        return run("check", "componentversion", "http://%s/%s//%s:1.0.0".formatted(target, subPath, component));
    }

    private int run(String... words) {
        print("$ ocm " + String.join(" ", words));
        return Ocm.run(session, words);
    }

    /** Under another name first, so that nobody reads half of it. */
    private void write(String name, String text) throws IOException {
        Path folder = session.path(FOLDER);
        Path part = Files.writeString(folder.resolve("." + name), text);
        Files.move(part, folder.resolve(name));
        print("$ cat %s/%s".formatted(FOLDER, name));
        text.lines().forEach(this::print);
    }

    private String sourceYaml() {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata:
              name: replication-source-registry
            spec:
              interval: 1m0s
              repositorySpec:
                baseUrl: http://%s
                subPath: my-ns
                type: OCIRegistry
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata:
              name: replication-component
            spec:
              component: %s
              interval: 2m0s
              repositoryRef:
                name: replication-source-registry
              semver: 1.0.0
            """.formatted(source, component);
    }

    private String targetYaml(String name, String subPath) {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata:
              name: %s
            spec:
              interval: 1m0s
              repositorySpec:
                baseUrl: http://%s
                subPath: %s
                type: OCIRegistry
            """.formatted(name, target, subPath);
    }

    private static String replicationYaml(String name, String registry, String more) {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Replication
            metadata:
              name: %s
            spec:
              componentRef:
                name: replication-component
              interval: 2m0s
              targetRepositoryRef:
                name: %s
            """.formatted(name, registry) + more;
    }

    private void say(String sentence) {
        print("");
        print("# " + sentence);
    }

    private void print(String line) {
        session.out().println(line);
    }

    /** Waits for objects to be ready. */
    private final class Awaited implements HostListener {
        private final Map<ObjectId, Optional<Condition>> turned = new HashMap<>();

        @Override
        public synchronized void turned(RawObject object) {
            turned.put(object.id(), object.ready());
            notifyAll();
        }

        synchronized void await(ObjectId id) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!isReady(id)) {
                session.cancellation().check();
                if (System.nanoTime() > end) {
                    throw new Failure(
                            Failure.Kind.UNAVAILABLE,
                            "%s is not ready after %d s: %s"
                                    .formatted(
                                            id,
                                            PATIENCE_SECONDS,
                                            said(id).map(Condition::message).orElse("nothing is known of it")));
                }
                try {
                    wait(ROUND_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Failure(Failure.Kind.CANCELLED, "interrupted");
                }
            }
        }

        private Optional<Condition> said(ObjectId id) {
            return turned.getOrDefault(id, Optional.empty());
        }

        private boolean isReady(ObjectId id) {
            return said(id).filter(Condition::isTrue).isPresent();
        }
    }
}
