// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.core.Turn.Occasion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObjectLoopTest {
    @Test
    void aTurnThatBreaksDownDoesNotEndTheLoop() throws InterruptedException {
        BlockingQueue<Occasion> turns = new LinkedBlockingQueue<>();
        ObjectLoop loop = new ObjectLoop(
                occasion -> {
                    turns.add(occasion);
                    if (occasion == Occasion.START) {
                        throw new StackOverflowError();
                    }
                    return Optional.empty();
                },
                Duration.ZERO);
        loop.start("an object", Occasion.START);
        assertThat(turns.poll(10, TimeUnit.SECONDS)).isEqualTo(Occasion.START);

        loop.wake();

        assertThat(turns.poll(10, TimeUnit.SECONDS)).isEqualTo(Occasion.USUAL);
        loop.stop();
    }
}
