package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Series;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MailboxPlanTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final UserId OWNER = new UserId("p");
    private static final long ENTRIES = 3L * MailboxPlan.PEERS + 7;

    private final MailboxPlan plan =
            new MailboxPlan(OWNER, ENTRIES, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    @Test
    void hasNoHoleInAnySeries() {
        Map<Series, Long> newest = new HashMap<>();

        for (long seq = 1; seq <= ENTRIES; seq++) {
            plan.at(seq).places().seqs().forEach((series, place) -> {
                assertThat(place).isEqualTo(newest.getOrDefault(series, 0L) + 1);
                newest.put(series, place);
            });
        }

        assertThat(newest).containsEntry(Series.mailboxOf(OWNER), ENTRIES).hasSize(1 + 2 * MailboxPlan.PEERS);
    }

    @Test
    void putsEachMessageInBothMailboxesAndTheConversation() {
        PlacedMessage placed = plan.at(1);

        assertThat(placed.places().seqs().keySet())
                .containsExactlyInAnyOrderElementsOf(PlacedMessage.seriesOf(placed.message()));
        assertThat(placed.message().participants()).contains(OWNER).hasSize(2);
        assertThat(placed.isComplete()).isTrue();
    }

    @Test
    void hasAMessageOfItsOwnAtEachPlaceAndTheOwnerWritesSomeOfThem() {
        Set<Object> ids = new HashSet<>();
        Set<UserId> senders = new HashSet<>();

        for (long seq = 1; seq <= ENTRIES; seq++) {
            ids.add(plan.idAt(seq));
            senders.add(plan.senderAt(seq));
        }

        assertThat(ids).hasSize((int) ENTRIES);
        assertThat(senders).contains(OWNER).hasSize(1 + MailboxPlan.PEERS);
    }

    @Test
    void endsNow() throws InvalidProtocolBufferException {
        MsgData last = MsgData.parseFrom(plan.at(ENTRIES).message().body());

        assertThat(last.getSendTime()).isEqualTo(NOW);
        assertThat(last.getServerMsgID()).isEqualTo(plan.idAt(ENTRIES).value());
        assertThat(last.getSeq()).isZero();
    }
}
