// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import dev.ocmtoolkit.controller.core.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a {@code Replication}.
 *
 * @param history the transfers, oldest first; only in the first generation
 * @param latest what was transferred last; only in the second generation
 * @param transfer whether a transfer is in progress, as far as that is told
 * @param effectiveConfig what it was transferred with
 */
public record ReplicationStatus(
        List<TransferRecord> history,
        LatestTransfer latest,
        Optional<Condition> transfer,
        List<ConfigRef> effectiveConfig) {
    /** Copies the lists. */
    public ReplicationStatus {
        history = List.copyOf(history);
        effectiveConfig = List.copyOf(effectiveConfig);
    }

    /**
     * The history with one more transfer. The same failure again only moves the time of the last one.
     *
     * @param done the transfer
     * @param length how many are kept
     * @return the history
     */
    public List<TransferRecord> historyWith(TransferRecord done, int length) {
        List<TransferRecord> all = new ArrayList<>(history);
        boolean again = !all.isEmpty()
                && !done.success()
                && done.isOfSame(all.getLast())
                && done.error().equals(all.getLast().error());
        if (again) {
            all.removeLast();
        }
        all.add(done);
        return all.subList(Math.max(0, all.size() - length), all.size());
    }

    /**
     * Whether the history tells of a transfer that succeeded.
     *
     * @param like of the same to the same place as this one
     * @return true if it does
     */
    public boolean hasSucceeded(TransferRecord like) {
        return history.stream().anyMatch(old -> old.success() && old.isOfSame(like));
    }
}
