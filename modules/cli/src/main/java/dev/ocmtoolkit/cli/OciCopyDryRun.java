// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.ByteCount;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;

/** Tells of each artifact what copying it would do: asks both sides, and writes nothing. */
final class OciCopyDryRun {
    private final Session session;
    /** What an artifact before would bring. */
    private final Set<Digest> brought = new HashSet<>();

    private int manifests;
    private int blobs;
    private long bytes;
    private int lacking;

    OciCopyDryRun(Session session) {
        this.session = session;
    }

    int run(Iterator<Unit> units) {
        boolean gaps = false;
        while (Command.side(Failure.Side.SOURCE, units::hasNext)) {
            session.cancellation().check();
            Unit unit = units.next();
            manifests = 0;
            blobs = 0;
            bytes = 0;
            lacking = 0;
            Deque<Move> moves = new ArrayDeque<>(unit.moves());
            while (!moves.isEmpty()) {
                look(moves.removeFirst(), moves);
            }
            session.out().println(line(unit));
            gaps |= lacking > 0;
        }
        return gaps ? ExitCodes.GAP : ExitCodes.DONE;
    }

    private String line(Unit unit) {
        String lack = lacking == 0 ? "" : "; the source lacks %d manifest(s)".formatted(lacking);
        return manifests == 0
                ? "%s is there already%s".formatted(unit.key(), lack)
                : "%s would get %d manifest(s) and %d blob(s), %s%s"
                        .formatted(unit.key(), manifests, blobs, ByteCount.text(bytes), lack);
    }

    private void look(Move move, Deque<Move> rest) {
        switch (move) {
            case Move.Keep keep -> {}
            case Move.Lack lack -> lacking++;
            case Move.CopyBlob copy -> {
                if (brought.add(copy.blob().digest())
                        && target(() -> copy.to().hasBlob(copy.blob().digest())).isEmpty()) {
                    blobs++;
                    bytes += copy.blob().size();
                }
            }
            case Move.PutBlob put -> {
                if (brought.add(put.blob().digest())
                        && target(() -> put.to().hasBlob(put.blob().digest())).isEmpty()) {
                    blobs++;
                    bytes += put.blob().size();
                }
            }
            case Move.PutManifest put -> manifests++;
            case Move.Unpack unpack -> {
                Move.Unpacked opened = unpack.open().apply(session.cancellation());
                opened.close().run();
                opened.moves().reversed().forEach(rest::addFirst);
            }
            case Move.Pack pack -> throw unforeseen(pack);
            case Move.Assemble assemble -> throw unforeseen(assemble);
        }
    }

    private static IllegalStateException unforeseen(Move move) {
        return new IllegalStateException("a copy of artifacts makes nothing new: " + move);
    }

    private static <T> T target(Supplier<T> question) {
        return Command.side(Failure.Side.TARGET, question);
    }
}
