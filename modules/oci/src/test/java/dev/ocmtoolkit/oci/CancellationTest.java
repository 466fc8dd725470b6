// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void goesOnUntilItIsCancelled() {
        cancellation.check();
        assertThat(cancellation.isCancelled()).isFalse();

        cancellation.cancel();

        assertThat(cancellation.isCancelled()).isTrue();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(cancellation::check)
                .matches(failure -> failure.kind() == Failure.Kind.CANCELLED);
    }

    @Test
    void closesWhatIsRegisteredOnce() {
        cancellation.onCancel(closed::incrementAndGet);
        cancellation.onCancel(closed::incrementAndGet);

        cancellation.cancel();
        cancellation.cancel();

        assertThat(closed).hasValue(2);
    }

    @Test
    void leavesAloneWhatWasTakenOff() {
        cancellation.onCancel(closed::incrementAndGet).close();

        cancellation.cancel();

        assertThat(closed).hasValue(0);
    }

    @Test
    void closesAtOnceWhatComesTooLate() {
        cancellation.cancel();

        cancellation.onCancel(closed::incrementAndGet).close();

        assertThat(closed).hasValue(1);
    }
}
