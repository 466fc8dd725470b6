// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Equivalence;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.Planned.ElementPlan;
import dev.ocmtoolkit.ocm.transfer.Planned.Handling;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What transfers print of a component version, in the words of version 1 of the OCM tools. */
final class TransferWords {
    private TransferWords() {}

    /** What the target has of a component version, where that is worth a line. */
    static Optional<String> standing(Planned planned) {
        String id = "\"" + planned.node().id() + "\"";
        return switch (planned) {
            case Planned.Copy copy ->
                switch (copy.standing()) {
                    case Standing.Absent absent -> Optional.empty();
                    case Standing.Present present -> Optional.of(skipped(id));
                    case Standing.PassedOver passedOver -> Optional.of(skipped(id));
                    case Standing.LeftAsItIs left ->
                        Optional.of("  version %s requires update of volatile data, but skipped".formatted(id));
                    case Standing.LacksContent lacks ->
                        Optional.of("  version %s already present -> but requires resource transport".formatted(id));
                    case Standing.Outdated outdated ->
                        Optional.of("  updating volatile properties of %s".formatted(id));
                    case Standing.Overwritten(Equivalence difference) ->
                        Optional.of(
                                "warning:   version %s already present, but%s (transport enforced by overwrite option)"
                                        .formatted(id, difference(difference)));
                };
            case Planned.Conflict conflict ->
                Optional.of(
                        "  version %s already present, but%s -> transport aborted (use option overwrite option to enforce transport)"
                                .formatted(id, difference(conflict.difference())));
            case Planned.Broken broken -> Optional.empty();
        };
    }

    private static String skipped(String id) {
        return "  version %s already present -> skip transport".formatted(id);
    }

    private static boolean isWritten(Standing standing) {
        return switch (standing) {
            case Standing.Present present -> false;
            case Standing.PassedOver passedOver -> false;
            case Standing.LeftAsItIs left -> false;
            case Standing.Absent absent -> true;
            case Standing.LacksContent lacks -> true;
            case Standing.Outdated outdated -> true;
            case Standing.Overwritten overwritten -> true;
        };
    }

    /** How a component version differs from that of the target, to go on with its name. */
    static String difference(Equivalence difference) {
        if (difference.sameWhenSigned()) {
            return " differs because some properties have been changed that no signature covers";
        }
        if (difference.signedEqual()) {
            return difference.artifactsKnown()
                    ? " differs because some artifact digests are changed"
                    : " might differ, because not all artifact digests are known";
        }
        if (!difference.artifactsKnown()) {
            return " differs because signature relevant properties have been changed (and not all artifact digests are known)";
        }
        return difference.artifactsEqual()
                ? " differs because signature relevant properties have been changed"
                : " differs because some artifacts and signature relevant properties have been changed";
    }

    /** What was done for a component version, element by element, where anything is written. */
    static List<String> elements(Planned planned, String gap) {
        if (!(planned instanceof Planned.Copy copy) || !isWritten(copy.standing())) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (ElementPlan plan : copy.elements()) {
            if (plan.handling() != Handling.BY_REFERENCE) {
                lines.add(gap + element(plan));
            }
        }
        lines.add(gap + "...adding component version...");
        return lines;
    }

    private static String element(ElementPlan plan) {
        String end = switch (plan.handling()) {
            case BY_REFERENCE, TRANSFERRED -> "...";
            case OVERWRITTEN -> " (overwrite)";
            case COPIED -> " (copy)";
            case ALREADY_PRESENT -> " (already present)";
        };
        return "...%s%s%s"
                .formatted(
                        name(plan.element()),
                        plan.hint().map(hint -> "(" + hint + ")").orElse(""),
                        end);
    }

    /** An element as it is called in what transfers print. */
    static String name(Element element) {
        return "%s %d %s[%s]".formatted(element.kind().word(), element.index(), element.name(), element.type());
    }
}
