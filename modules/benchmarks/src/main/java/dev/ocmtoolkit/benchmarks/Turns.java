// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Contestants that take turns, each time in another order, so that what disturbs the machine for a while meets them all.
 *
 * @param <C> what one turn cost
 */
final class Turns<C> {
    private final Map<String, List<C>> costs = new LinkedHashMap<>();

    /**
     * One turn of one contestant.
     *
     * @param <C> what it cost
     */
    interface Turn<C> {
        C take(String contestant) throws IOException, InterruptedException;
    }

    Turns(Iterable<String> contestants, int runs, Turn<C> turn) throws IOException, InterruptedException {
        contestants.forEach(contestant -> costs.put(contestant, new ArrayList<>()));
        List<Map.Entry<String, List<C>>> order = new ArrayList<>(costs.entrySet());
        for (int run = 0; run < runs; run++) {
            for (Map.Entry<String, List<C>> contestant : order) {
                contestant.getValue().add(turn.take(contestant.getKey()));
            }
            Collections.rotate(order, 1);
        }
    }

    /** The first cost of a contestant. */
    C first(String contestant) {
        return costs.getOrDefault(contestant, List.of()).getFirst();
    }

    /** The median of one figure of a contestant. */
    double median(String contestant, ToDoubleFunction<C> figure) {
        double[] sorted = sorted(contestant, figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(String contestant, ToDoubleFunction<C> figure) {
        return sorted(contestant, figure)[0];
    }

    double most(String contestant, ToDoubleFunction<C> figure) {
        double[] sorted = sorted(contestant, figure);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(String contestant, ToDoubleFunction<C> figure) {
        return costs.getOrDefault(contestant, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
    }
}
