package dev.tidings.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    /** Goes when it is told to. */
    private static final class StepClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_000_000);

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("UTC only");
        }
    }

    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    private final StepClock clock = new StepClock();

    private int taken(Buckets buckets, String caller) {
        int taken = 0;
        while (buckets.take(caller).isZero()) {
            taken++;
        }
        return taken;
    }

    @Test
    void aBucketGivesItsBurstAndThenItsRate() {
        Buckets buckets = new Buckets(10, 25, clock, 100);

        assertThat(taken(buckets, "alice")).isEqualTo(25);
        assertThat(buckets.take("alice")).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(99));
        assertThat(buckets.take("alice")).isEqualTo(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(401));
        assertThat(taken(buckets, "alice")).isEqualTo(5);
        clock.advance(Duration.ofHours(1));
        assertThat(taken(buckets, "alice")).isEqualTo(25);
    }

    @Test
    void callersDoNotTakeFromEachOther() {
        Buckets buckets = new Buckets(1, 3, clock, 100);

        assertThat(taken(buckets, "alice")).isEqualTo(3);
        assertThat(taken(buckets, "bob")).isEqualTo(3);
    }

    @Test
    void aClockThatIsSetBackRefillsNothing() {
        Buckets buckets = new Buckets(1, 3, clock, 100);
        taken(buckets, "alice");

        clock.advance(Duration.ofHours(-1));

        assertThat(taken(buckets, "alice")).isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(taken(buckets, "alice")).isEqualTo(2);
    }

    @Test
    void onlySoManyCallersAreRemembered() {
        Buckets buckets = new Buckets(1, 3, clock, 100);

        for (int i = 0; i < 1_000; i++) {
            buckets.take("u" + i);
        }

        assertThat(buckets.remembered()).isEqualTo(100);
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        Buckets buckets = new Buckets(0, 1, clock, 100);

        for (int i = 0; i < 10_000; i++) {
            assertThat(buckets.take("alice")).isZero();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Buckets(-1, 1, clock, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Buckets(1, 0, clock, 1));
    }

    @Test
    void whoAsksTooOftenIsToldWhatToDo() {
        RateLimits limits = RateLimits.of(2, 1, clock);
        limits.admit(RateLimits.Kind.CLIENT_SENDS, ALICE);
        limits.admit(RateLimits.Kind.CLIENT_SENDS, BOB);
        limits.admit(RateLimits.Kind.CLIENT_REQUESTS, ALICE);

        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> limits.admit(RateLimits.Kind.CLIENT_SENDS, ALICE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS))
                .satisfies(
                        e -> assertThat(e.detail())
                                .isEqualTo(
                                        "more than 2 messages a second; try again in 500 ms, or have im.rate.client-sends raised"));
    }

    @Test
    void onlyWrongGuessesAreCountedAndThoseOfOneAddressKeepNobodyElseFromAsking() {
        RateLimits limits = RateLimits.of(1, 2, clock);
        for (int right = 0; right < 10; right++) {
            assertThat(guess(limits, "10.0.0.1", true)).isZero();
        }

        assertThat(guess(limits, "10.0.0.1", false)).isEqualTo(1002);
        assertThat(guess(limits, "10.0.0.1", false)).isEqualTo(1002);
        assertThat(guess(limits, "10.0.0.1", false)).isEqualTo(1801);
        assertThat(guess(limits, "10.0.0.1", true)).isEqualTo(1801);
        assertThat(guess(limits, "10.0.0.2", true)).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(guess(limits, "10.0.0.1", true)).isZero();
    }

    private static int guess(RateLimits limits, String address, boolean right) {
        try {
            limits.guess(RateLimits.Kind.WRONG_SECRETS, address, () -> {
                if (!right) {
                    throw new ImException(ErrorCode.NO_PERMISSION, "wrong");
                }
                return "a token";
            });
            return 0;
        } catch (ImException e) {
            return e.number();
        }
    }
}
