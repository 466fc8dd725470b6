// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.ByteCount;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables, progress, the order of lines, and sentences. */
class PrintingTest {
    private final StringWriter out = new StringWriter();
    private final Session session = new Session(
            new PrintWriter(out, true),
            new PrintWriter(new StringWriter(), true),
            new Environment(Map.of(), Path.of("")),
            Path.of(""));

    @Test
    void aTablesColumnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("A", "LONG", "LAST");
        assertThat(table.isEmpty()).isTrue();
        table.add("grün🚢", "", "x");
        table.add("b", "y", "much longer");

        assertThat(table.lines()).containsExactly("A     LONG LAST", "grün🚢      x", "b     y    much longer");
        assertThat(table.isEmpty()).isFalse();
    }

    @Test
    void progressIsBytesRateAndTimeLeft() {
        assertThat(ProgressBar.line(0, 1 << 20, Duration.ZERO)).isEqualTo("0 B of 1.0 MiB, 0 B/s");
        assertThat(ProgressBar.line(512 * 1024, 1 << 20, Duration.ofSeconds(2)))
                .isEqualTo("512.0 KiB of 1.0 MiB, 256.0 KiB/s, 2 s left");
        assertThat(ProgressBar.line(2 << 20, 1 << 20, Duration.ofSeconds(1)))
                .isEqualTo("2.0 MiB of 1.0 MiB, 2.0 MiB/s, 0 s left");
        assertThat(ByteCount.text(1023)).isEqualTo("1023 B");
        assertThat(ByteCount.text(5L << 40)).isEqualTo("5.0 TiB");
        assertThat(ByteCount.text(5000L << 40)).isEqualTo("5000.0 TiB");
    }

    @Test
    void referencesComeBeforeTheirParentsElementsInWhateverOrderTheyEnd() {
        Node app = node("app");
        Node left = node("left", "app");
        Node right = node("right", "app");
        Node next = node("next");
        try (TransferPrinter printer = new TransferPrinter(session, false)) {
            for (Node node : List.of(app, left, right, next)) {
                printer.planned(new Planned.Copy(node, new Standing.Absent(), List.of(), List.of()));
            }
            printer.transferred(next);
            printer.transferred(right);
            assertThat(lines())
                    .containsExactly(
                            "transferring version \"acme.org/app:1.0.0\"...",
                            "  transferring version \"acme.org/left:1.0.0\"...");
            printer.notTransferred(left, new Failure(Failure.Kind.CORRUPT, "left is broken").on(Failure.Side.SOURCE));
            printer.transferred(app);
        }

        assertThat(lines())
                .containsExactly(
                        "transferring version \"acme.org/app:1.0.0\"...",
                        "  transferring version \"acme.org/left:1.0.0\"...",
                        "  Error: source: left is broken",
                        "  transferring version \"acme.org/right:1.0.0\"...",
                        "  ...adding component version...",
                        "...adding component version...",
                        "transferring version \"acme.org/next:1.0.0\"...",
                        "...adding component version...");
    }

    @Test
    void aCircleOfReferencesIsPrintedToItsEnd() {
        Node app = node("app");
        Node lib = node("lib", "app");
        Node again = node("app", "app", "lib");
        Failure failure = new Failure(Failure.Kind.INVALID, "no");
        try (TransferPrinter printer = new TransferPrinter(session, false)) {
            printer.planned(new Planned.Copy(app, new Standing.Absent(), List.of(), List.of()));
            printer.planned(new Planned.Copy(lib, new Standing.Absent(), List.of(), List.of()));
            printer.planned(new Planned.Broken(again, failure));
            printer.notTransferred(again, failure);
            printer.notTransferred(app, failure);
            printer.notTransferred(lib, failure);
        }

        assertThat(lines())
                .containsExactly(
                        "transferring version \"acme.org/app:1.0.0\"...",
                        "  transferring version \"acme.org/lib:1.0.0\"...",
                        "    transferring version \"acme.org/app:1.0.0\"...",
                        "    Error: no",
                        "  Error: no",
                        "Error: no");
    }

    @Test
    void aComponentStandsAboveItsVersions() {
        try (TransferPrinter printer = new TransferPrinter(session, true)) {
            Node node = node("app");
            printer.planned(new Planned.Copy(node, new Standing.Present(), List.of(), List.of()));
            printer.transferred(node);
        }

        assertThat(lines())
                .containsExactly(
                        "transferring component \"acme.org/app\"...",
                        "  transferring version \"acme.org/app:1.0.0\"...",
                        "    version \"acme.org/app:1.0.0\" already present -> skip transport");
    }

    @Test
    void aFailureIsOneSentenceWithSideAndWayOut() {
        Failure failure = new Failure(Failure.Kind.CANCELLED, "it broke");
        assertThat(ExitCodes.sentence(failure)).isEqualTo("it broke");
        Failure broken = new Failure(Failure.Kind.CORRUPT, "it broke");
        assertThat(ExitCodes.sentence(broken.on(Failure.Side.TARGET).hint("mend it")))
                .isEqualTo("target: it broke; mend it");
        assertThat(ExitCodes.of(failure)).isEqualTo(130);
        assertThat(ExitCodes.of(new Failure(Failure.Kind.INVALID, "x"))).isOne();
        assertThat(ExitCodes.sentence(new IllegalStateException("oops")))
                .startsWith("unexpected IllegalStateException: oops; ");
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private static Node node(String name, String... path) {
        return new Node(
                new ComponentId("acme.org/" + name, "1.0.0"),
                List.of(path).stream()
                        .map(p -> new ComponentId("acme.org/" + p, "1.0.0"))
                        .toList());
    }
}
