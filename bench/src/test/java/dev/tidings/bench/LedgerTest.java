package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long MS = 1_000_000;

    private final Ledger ledger = new Ledger(100, new long[] {MS, 2 * MS});

    @Test
    void isCleanWhenEveryMessageWasAckedAndIsEverywhereOnce() {
        everything();

        assertThat(ledger.verdict().isClean()).isTrue();
        assertThat(ledger.verdict().delivered()).isEqualTo(6);
    }

    @Test
    void countsLatencyFromWhenAMessageWasDue() {
        everything();

        assertThat(ledger.verdict().ack().max()).isBetween(9.0, 9.1);
        assertThat(ledger.verdict().receive().max()).isBetween(19.0, 19.1);
    }

    @Test
    void seesAMessageThatOneDeviceDidNotGet() {
        acked(0);
        acked(1);
        arrived(100, Ledger.Place.RECEIVER_1, Ledger.Place.RECEIVER_2, Ledger.Place.SENDER_2);
        arrived(101, Ledger.Place.RECEIVER_1, Ledger.Place.SENDER_2);

        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.verdict().lost()).isEqualTo(1);
        assertThat(ledger.verdict().isClean()).isFalse();
    }

    @Test
    void seesAMessageThatCameTwice() {
        everything();
        arrived(101, Ledger.Place.RECEIVER_2);

        assertThat(ledger.verdict().duplicated()).isEqualTo(1);
        assertThat(ledger.verdict().isClean()).isFalse();
    }

    @Test
    void seesASendThatNobodyAnswered() {
        acked(0);
        arrived(100, Ledger.Place.RECEIVER_1, Ledger.Place.RECEIVER_2, Ledger.Place.SENDER_2);

        assertThat(ledger.unanswered()).isEqualTo(1);
        assertThat(ledger.verdict().isClean()).isFalse();
    }

    @Test
    void doesNotHoldARefusedMessageForLost() {
        everything();
        Ledger refusing = new Ledger(1, new long[] {0});
        refusing.refused();

        assertThat(refusing.missing()).isZero();
        assertThat(refusing.verdict().refused()).isEqualTo(1);
        assertThat(refusing.verdict().isClean()).isFalse();
    }

    @Test
    void tellsTheLatenciesOfEachStretchByWhenMessagesWereDue() {
        Ledger longer = new Ledger(1, new long[] {0, 400 * MS, 1_200 * MS});
        longer.acked(0, 5 * MS);
        longer.acked(1, 2_000 * MS);
        longer.acked(2, 1_201 * MS);

        List<Ledger.Stretch> stretches = longer.stretches(1);

        assertThat(stretches).extracting(Ledger.Stretch::from).containsExactly(0.0, 1.0);
        assertThat(stretches).extracting(Ledger.Stretch::accepted).containsExactly(2L, 1L);
        assertThat(stretches.get(0).ack().max()).isBetween(1_600.0, 1_601.0);
        assertThat(stretches.get(1).ack().max()).isBetween(1.0, 1.1);
    }

    @Test
    void leavesOutWhatBelongsToAnotherStep() {
        everything();
        arrived(99, Ledger.Place.RECEIVER_1);
        arrived(102, Ledger.Place.RECEIVER_1);

        assertThat(ledger.verdict().delivered()).isEqualTo(6);
    }

    private void everything() {
        acked(0);
        acked(1);
        for (long number = 100; number < 102; number++) {
            arrived(number, Ledger.Place.values());
        }
    }

    private void acked(int index) {
        ledger.acked(index, 10 * MS);
    }

    private void arrived(long number, Ledger.Place... places) {
        for (Ledger.Place place : places) {
            ledger.arrived(number, place, 20 * MS);
        }
    }
}
