// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.copy.Effort;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints how a transfer goes, in the words and the order of version 1 of the OCM tools: of each component version its header, then its
 * references, then its own elements when it is complete at the target. What ends before its turn waits for it.
 */
final class TransferPrinter implements TransferListener, AutoCloseable {
    /** What is printed of one component version, and how far that is. */
    private static final class Block {
        private final String gap;
        private final List<String> header;
        private final List<String> elements;
        private final List<Block> references = new ArrayList<>();
        private Optional<List<String>> end = Optional.empty();
        private boolean headerPrinted;
        private boolean endPrinted;

        Block(String gap, List<String> header, List<String> elements) {
            this.gap = gap;
            this.header = header;
            this.elements = elements;
        }
    }

    private final Session session;
    private final boolean byComponent;
    private final String margin;
    private final ProgressBar bar;
    private final Map<Node, Block> blocks = new HashMap<>();
    private final Deque<Block> roots = new ArrayDeque<>();
    private String component = "";
    private int complete;

    /**
     * Prints to a session.
     *
     * @param session where
     * @param byComponent whether the name of a component stands above its versions
     */
    TransferPrinter(Session session, boolean byComponent) {
        this(session, byComponent, byComponent ? "  " : "");
    }

    /** Prints to a session, indented. */
    TransferPrinter(Session session, String margin) {
        this(session, false, margin);
    }

    private TransferPrinter(Session session, boolean byComponent, String margin) {
        this.session = session;
        this.byComponent = byComponent;
        this.margin = margin;
        this.bar = new ProgressBar(session);
    }

    /** {@return how many component versions are complete at the target} */
    synchronized int complete() {
        return complete;
    }

    @Override
    public synchronized void planned(Planned planned) {
        Node node = planned.node();
        session.watcher().planned(planned);
        String gap = margin + "  ".repeat(node.path().size());
        List<String> header = new ArrayList<>();
        if (byComponent && node.path().isEmpty() && !component.equals(node.id().name())) {
            component = node.id().name();
            header.add("transferring component \"%s\"...".formatted(component));
        }
        header.add(gap + "transferring version \"%s\"...".formatted(node.id()));
        TransferWords.standing(planned).ifPresent(line -> header.add(gap + line));
        Block block = new Block(gap, header, TransferWords.elements(planned, gap));
        blocks.put(node, block);
        Optional<Block> parent = parent(node).map(blocks::get);
        parent.ifPresentOrElse(above -> above.references.add(block), () -> roots.add(block));
        flush();
    }

    @Override
    public synchronized void transferred(Node node) {
        complete++;
        end(node, block(node).elements);
    }

    @Override
    public synchronized void notTransferred(Node node, Failure failure) {
        end(node, List.of(block(node).gap + "Error: " + ExitCodes.sentence(failure)));
    }

    private Block block(Node node) {
        return blocks.getOrDefault(node, new Block("", List.of(), List.of()));
    }

    private static Optional<Node> parent(Node node) {
        List<ComponentId> path = node.path();
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(new Node(path.getLast(), path.subList(0, path.size() - 1)));
    }

    private void end(Node node, List<String> lines) {
        block(node).end = Optional.of(lines);
        flush();
    }

    private void flush() {
        while (roots.size() > 1 && flush(roots.getFirst())) {
            roots.removeFirst();
        }
        flush(roots.getFirst());
        session.out().flush();
    }

    /** Prints what can be printed of a block; false if something before the next block is still to come. */
    private boolean flush(Block block) {
        if (!block.headerPrinted) {
            block.header.forEach(session.out()::println);
            block.headerPrinted = true;
        }
        for (Block reference : block.references) {
            if (!flush(reference)) {
                return false;
            }
        }
        if (block.end.isEmpty()) {
            return false;
        }
        if (!block.endPrinted) {
            block.end.get().forEach(session.out()::println);
            block.endPrinted = true;
        }
        return true;
    }

    @Override
    public void proven(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        session.watcher().proven(unit, where, object, evidence, effort);
    }

    @Override
    public void confirmed(Location where, Descriptor object, Evidence evidence) {
        session.watcher().confirmed(where, object, evidence);
    }

    @Override
    public void sending(long bytes) {
        bar.sending(bytes);
    }

    @Override
    public void progress(long bytes) {
        bar.progress(bytes);
    }

    @Override
    public void close() {
        bar.close();
    }
}
