package dev.tidings.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TransferDelayTest {
    private static final long NOW = 1_000_000;

    private final TransferDelay delay = new TransferDelay(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    private void batchesThatWaited(int howMany, long millis) {
        for (int i = 0; i < howMany; i++) {
            delay.came(NOW - millis);
        }
    }

    @Test
    void nothingIsKnownBeforeTheFirstBatch() {
        assertThat(delay.now()).isZero();
    }

    @Test
    void itIsWhatTheLastBatchesWaited() {
        batchesThatWaited(100, 10);
        batchesThatWaited(100, 50);

        assertThat(delay.now()).isBetween(Duration.ofMillis(49), Duration.ofMillis(50));
    }

    @Test
    void oneLateBatchAloneIsNoDelay() {
        batchesThatWaited(100, 4);
        batchesThatWaited(1, 40);

        assertThat(delay.now()).isLessThan(Duration.ofMillis(9));
    }

    @Test
    void aBatchFromANodeWhoseClockIsAheadDidNotWait() {
        batchesThatWaited(100, -5_000);

        assertThat(delay.now()).isZero();
    }

    @Test
    void aBatchWithoutATimeTellsNothing() {
        batchesThatWaited(100, 4);

        delay.came(0);

        assertThat(delay.now()).isLessThan(Duration.ofMillis(5));
    }

    @Test
    void whatWasASecondAgoIsForgotten() throws InterruptedException {
        batchesThatWaited(100, 50);

        Thread.sleep(1_200);

        assertThat(delay.now()).isZero();
    }

    @Test
    void whoAcceptsRestsAsLongAsBatchesWait() {
        batchesThatWaited(100, 20);

        assertThat(delay.rest()).isBetween(Duration.ofMillis(19), Duration.ofMillis(20));
    }

    @Test
    void aRestEndsWhereItHardlyMakesAMessageCheaper() {
        batchesThatWaited(100, 700);

        assertThat(delay.rest()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void whoIsSecondsBehindRestsForLongerButNotForEver() {
        batchesThatWaited(200, 2_000);
        assertThat(delay.rest()).isBetween(Duration.ofMillis(99), Duration.ofMillis(100));

        batchesThatWaited(200, 60_000);
        assertThat(delay.rest()).isEqualTo(Duration.ofMillis(250));
    }
}
