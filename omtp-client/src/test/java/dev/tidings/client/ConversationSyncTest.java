package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConversationSyncTest {
    private final ConversationSync sync = new ConversationSync("si_a_b");
    private final List<MsgData> ready = new ArrayList<>();

    @Test
    void whatIsNextIsAcceptedAndWhatIsKnownIsDropped() {
        assertThat(sync.take(message(1), ready)).isEqualTo(ConversationSync.Verdict.NEXT);
        assertThat(sync.take(message(1), ready)).isEqualTo(ConversationSync.Verdict.DUPLICATE);
        assertThat(sync.take(message(2), ready)).isEqualTo(ConversationSync.Verdict.NEXT);

        assertThat(ready).containsExactly(message(1), message(2));
        assertThat(sync.missing(100)).isEmpty();
    }

    @Test
    void aGapIsPulledAndOnlyTheGap() {
        assertThat(sync.take(message(4), ready)).isEqualTo(ConversationSync.Verdict.AHEAD);
        SeqRange range = sync.missing(100).orElseThrow();
        assertThat(List.of(range.getBegin(), range.getEnd(), range.getNum())).containsExactly(1L, 3L, 3L);

        for (long seq = 1; seq <= 3; seq++) {
            sync.take(message(seq), ready);
        }

        assertThat(sync.pulled(range, ready)).isEmpty();
        assertThat(ready).containsExactly(message(1), message(2), message(3), message(4));
        assertThat(sync.missing(100)).isEmpty();
    }

    @Test
    void whatAPullDoesNotBringIsAHoleAndIsNotAskedForAgain() {
        sync.learn(0, 3);
        SeqRange range = sync.missing(100).orElseThrow();
        sync.take(message(2), ready);

        assertThat(sync.pulled(range, ready)).containsExactly(1L, 3L);
        assertThat(ready).containsExactly(message(2));
        assertThat(sync.missing(100)).isEmpty();
    }

    @Test
    void whatTheUserMayNotSeeIsNotPulled() {
        sync.learn(5, 7);

        assertThat(sync.missing(100).orElseThrow().getBegin()).isEqualTo(5);
    }

    @Test
    void aLongRangeIsPulledInParts() {
        sync.learn(0, 250);

        assertThat(sync.missing(100).orElseThrow().getEnd()).isEqualTo(100);
    }

    /** Any mix of losses, repetitions and orders ends in every message once and in order. */
    @Test
    void everythingArrivesOnceAndInOrderWhateverThePushesDo() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            ConversationSync device = new ConversationSync("si_a_b");
            List<MsgData> delivered = new ArrayList<>();
            NavigableMap<Long, MsgData> stored = new TreeMap<>();
            for (long seq = 1; seq <= 40; seq++) {
                stored.put(seq, message(seq));
                if (random.nextInt(4) > 0) {
                    device.take(message(1 + random.nextInt((int) seq)), delivered);
                }
                if (random.nextInt(3) == 0) {
                    pullOnce(device, stored, delivered);
                }
            }
            device.learn(0, 40);
            while (device.missing(7).isPresent()) {
                pullOnce(device, stored, delivered);
            }

            assertThat(delivered.stream().map(MsgData::getSeq))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 40).boxed().toList());
        }
    }

    private static void pullOnce(ConversationSync device, NavigableMap<Long, MsgData> stored, List<MsgData> delivered) {
        device.missing(7).ifPresent(range -> {
            stored.subMap(range.getBegin(), true, range.getEnd(), true)
                    .values()
                    .forEach(message -> device.take(message, delivered));
            assertThat(device.pulled(range, delivered)).isEmpty();
        });
    }

    private static MsgData message(long seq) {
        return MsgData.newBuilder().setSeq(seq).build();
    }
}
