package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.omtp.proto.MsgData;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceivedTest {
    private final Received received = new Received();

    @Test
    void isContentWithEverySeqOnce() {
        take("si_a_b", 2, 1);
        take("si_a_c", 1);

        assertThatCode(() -> received.requireExactly(Map.of("si_a_b", 2L, "si_a_c", 1L)))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAGap() {
        take("si_a_b", 1, 3);

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 3L)))
                .isInstanceOf(WrongCountException.class)
                .hasMessageContaining("2 instead of 3");
    }

    @Test
    void seesASeqBeyondTheNewest() {
        take("si_a_b", 1, 3);

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 2L))).isInstanceOf(WrongCountException.class);
    }

    @Test
    void seesASeqThatCameTwice() {
        take("si_a_b", 1, 2);
        take("si_a_b", 2);

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 2L)))
                .isInstanceOf(WrongCountException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void seesAMessageThatCameUnderTwoSeqs() {
        received.add("si_a_b", message("same", 1));
        received.add("si_a_b", message("same", 2));

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 2L)))
                .isInstanceOf(WrongCountException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void doesNotCountWhatStandsForAMessageThatIsGone() {
        take("si_a_b", 1);
        received.add("si_a_b", MsgData.newBuilder().setSeq(2).setStatus(4).build());

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 2L)))
                .isInstanceOf(WrongCountException.class)
                .hasMessageContaining("1 instead of 2");
    }

    @Test
    void seesAConversationTooManyOrTooFew() {
        take("si_a_b", 1);

        assertThatThrownBy(() -> received.requireExactly(Map.of("si_a_b", 1L, "si_a_c", 1L)))
                .isInstanceOf(WrongCountException.class);
        assertThatThrownBy(() -> received.requireExactly(Map.of())).isInstanceOf(WrongCountException.class);
    }

    private void take(String conversation, long... seqs) {
        for (long seq : seqs) {
            received.add(conversation, message(conversation + seq, seq));
        }
    }

    private static MsgData message(String id, long seq) {
        return MsgData.newBuilder()
                .setSendID("b")
                .setServerMsgID(id)
                .setSeq(seq)
                .build();
    }
}
