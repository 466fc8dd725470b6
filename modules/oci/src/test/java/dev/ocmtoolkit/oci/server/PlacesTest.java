// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlacesTest {
    @Test
    void whoFindsNoneInTimeIsRefused() {
        Places places = new Places(2, Duration.ofMillis(10));
        places.take();
        places.take();

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(places::take)
                .extracting(Refusal::code)
                .isEqualTo(ErrorCode.TOOMANYREQUESTS);

        places.leave();
        places.take();
    }

    @Test
    void whoWaitsGetsOneThatIsLeft() throws Exception {
        Places places = new Places(1, Duration.ofMinutes(1));
        places.take();
        Thread waiting = Thread.ofVirtual().start(places::take);

        places.leave();

        waiting.join();
    }
}
