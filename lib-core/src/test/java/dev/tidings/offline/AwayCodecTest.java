package dev.tidings.offline;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static dev.tidings.message.TestMessages.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwayCodecTest {
    private static final Away ONE = new Away(new Delivery(text(ALICE, BOB, "one"), 7), Set.of(BOB, CAROL));
    private static final Away TWO = new Away(new Delivery(text(BOB, ALICE, "two"), 0), Set.of(ALICE));

    @Test
    void whatWasEncodedIsReadBack() {
        assertThat(AwayCodec.decode(AwayCodec.encode(List.of(ONE, TWO)))).contains(List.of(ONE, TWO));
    }

    @Test
    void whatIsNoBatchIsTold() {
        byte[] half = java.util.Arrays.copyOf(AwayCodec.encode(List.of(ONE)), 20);

        assertThat(AwayCodec.decode(new byte[] {0})).isEmpty();
        assertThat(AwayCodec.decode(half)).isEmpty();
    }

    @Test
    void aLargeBatchIsSplitByItsUsersAndLosesNone() {
        Set<UserId> crowd = new LinkedHashSet<>();
        for (int i = 0; i < 2_500; i++) {
            crowd.add(new UserId("user" + i));
        }

        List<List<Away>> parts = JmsOfflineQueue.parts(List.of(ONE, new Away(ONE.delivery(), crowd), TWO));

        assertThat(parts)
                .allSatisfy(part -> assertThat(
                                part.stream().mapToInt(it -> it.users().size()).sum())
                        .isBetween(1, 1_000));
        List<UserId> all = new ArrayList<>();
        parts.forEach(part -> part.forEach(it -> all.addAll(it.users())));
        assertThat(all).hasSize(2 + 2_500 + 1).containsAll(crowd);
    }
}
