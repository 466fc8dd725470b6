// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.core.EventSink;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Keeps events as core/v1 Events, in the form of Kubernetes' client-go. One thread sends them in their order, so that nobody waits for the
 * API server in order to tell something; where more than 10,000 wait, further ones are dropped. Ended by {@link #close}.
 */
final class ClusterEvents implements EventSink, AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final int TRIES = 12;
    private static final int NOT_FOUND = 404;
    private static final int ALREADY_EXISTS = 409;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final Complaints complaints;
    private final BlockingQueue<Step> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread sender = Thread.ofVirtual().name("events").unstarted(this::send);
    /** Of the sender alone. */
    private boolean ended;

    private volatile boolean closed;

    private record Told(RecordedEvent event, boolean isNew) {}

    /** What the sender does next. */
    private interface Step {
        void run() throws InterruptedException;
    }

    ClusterEvents(KubernetesClient client, Complaints complaints) {
        this.client = client;
        this.complaints = complaints;
    }

    void start() {
        sender.start();
    }

    @Override
    public void create(RecordedEvent event) {
        tell(new Told(event, true));
    }

    /** An event that the cluster has dropped meanwhile is made anew when its time comes. */
    @Override
    public boolean update(RecordedEvent event) {
        tell(new Told(event, false));
        return true;
    }

    private void tell(Told told) {
        if (!waiting.offer(() -> send(told))) {
            complaints.say(
                    "more than %d events wait for the API server; further ones are dropped".formatted(MOST_WAITING));
        }
    }

    private void send() {
        try {
            while (!ended) {
                waiting.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Told told) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                sendOnce(told);
                return;
            } catch (KubernetesClientException e) {
                if (closed) {
                    return;
                }
                ApiTrouble trouble = ApiTrouble.of(
                        "telling an event in namespace " + told.event().about().namespace(), e);
                complaints.say(trouble.sentence());
                if (!trouble.isOutage()) {
                    return;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private void sendOnce(Told told) {
        if (told.isNew() || !patched(told.event())) {
            create(event(told.event()));
        }
    }

    private void create(Event event) {
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            // An answer that was lost, or a namespace that is gone.
            if (e.getCode() != ALREADY_EXISTS && e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private boolean patched(RecordedEvent told) {
        String patch = JsonNodeFactory.instance
                .objectNode()
                .put("count", told.count())
                .put("lastTimestamp", time(told.last()))
                .put("message", told.event().message())
                .toString();
        try {
            client.v1().events().resource(event(told)).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static Event event(RecordedEvent told) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(told.name())
                .withNamespace(told.about().namespace())
                .withAnnotations(told.event().annotations())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(Group.API_VERSION)
                .withKind(told.about().kind())
                .withNamespace(told.about().namespace())
                .withName(told.about().name())
                .withUid(told.uid().value())
                .endInvolvedObject()
                .withType(told.event().type().word())
                .withReason(told.event().reason())
                .withMessage(told.event().message())
                .withCount(told.count())
                .withFirstTimestamp(time(told.first()))
                .withLastTimestamp(time(told.last()))
                .withNewSource()
                .withComponent(RecordedEvent.SOURCE)
                .endSource()
                .withReportingComponent(RecordedEvent.SOURCE)
                .withReportingInstance("")
                .build();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What waits is still sent, as far as that is done soon. */
    @Override
    public void close() {
        closed = true;
        boolean willEnd = waiting.offer(() -> ended = true);
        try {
            if (!willEnd || !sender.join(GRACE)) {
                sender.interrupt();
                sender.join(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
