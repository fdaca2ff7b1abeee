package dev.tidings.queue;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.push.Delivery;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    @Test
    void aBatchComesBackAsItWas() {
        List<Message> batch = List.of(
                text(ALICE, BOB, "one"),
                text(BOB, BOB, "ünï€ode 🙂"),
                text(ALICE, BOB, "typing", Options.without(Option.HISTORY, Option.PERSISTENT)));

        assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
    }

    @Test
    void deliveriesKeepTheirSeqs() {
        List<Delivery> deliveries = List.of(
                new Delivery(text(ALICE, BOB, "one"), Long.MAX_VALUE), new Delivery(text(ALICE, BOB, "two"), 0));

        assertThat(BatchCodec.decodeDeliveries(BatchCodec.encodeDeliveries(deliveries)))
                .isEqualTo(deliveries);
    }

    @Test
    void anEmptyBatchIsABatch() {
        assertThat(BatchCodec.decode(BatchCodec.encode(List.of()))).isEmpty();
    }

    @Test
    void rubbishIsRefusedAndNothingElseHappens() {
        byte[] good = BatchCodec.encode(List.of(text(ALICE, BOB, "one")));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            try {
                BatchCodec.decode(bad);
            } catch (UndecodableBatchException expected) {
                assertThat(expected).hasMessage("not a batch of messages");
            }
        }
        assertThatThrownBy(() -> BatchCodec.decode(new byte[] {0})).isInstanceOf(UndecodableBatchException.class);
    }
}
