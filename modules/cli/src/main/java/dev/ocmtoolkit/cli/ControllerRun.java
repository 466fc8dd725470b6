// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.controller.core.RecordedEvent;
import dev.ocmtoolkit.controller.standalone.HostListener;
import dev.ocmtoolkit.controller.standalone.Problem;
import dev.ocmtoolkit.controller.standalone.StandaloneHost;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code ocm controller run}: the controllers on a directory of manifests, until cancelled. */
final class ControllerRun extends Command {
    private final ManifestsOption manifests = new ManifestsOption(options);

    private ControllerRun(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ControllerRun(session).spec;
    }

    @Override
    int run() {
        InstantSource clock = InstantSource.system();
        try (StandaloneHost host = StandaloneHost.start(
                manifests.path(session), session.origins(), session.engine(), clock, new Log(session, clock))) {
            session.err()
                    .println("controllers run on %s, with %d objects; end with Ctrl-C"
                            .formatted(manifests.given(), host.objects().size()));
            session.err().flush();
            Serve.awaitCancellation(session);
        }
        return ExitCodes.DONE;
    }

    /** What happens, a line each, on standard error. */
    private record Log(Session session, InstantSource clock) implements HostListener {
        @Override
        public void told(RecordedEvent event) {
            line("%s %s %s: %s"
                    .formatted(
                            event.event().type().word(),
                            event.about(),
                            event.event().reason(),
                            event.event().message()));
        }

        @Override
        public void problem(Problem problem) {
            line("Warning " + problem);
        }

        @Override
        public void notKept(String sentence) {
            line("Warning " + sentence);
        }

        private synchronized void line(String text) {
            session.err().println(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + text);
            session.err().flush();
        }
    }
}
