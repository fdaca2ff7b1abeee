package dev.tidings.reconcile;

import dev.tidings.history.InMemoryHistory;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.Membership;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.queue.TransferQueue;
import dev.tidings.seq.Counters;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reconciliation of a full history, given, with conversations that have lost everything: what doors are tested with. */
public final class TestReconciliation {
    private TestReconciliation() {}

    public static Reconciliation of(Collection<Message> recorded, TransferQueue transfer, Clock clock) {
        InMemoryMailboxes mailboxes = new InMemoryMailboxes();
        return new Reconciliation(
                new NoCells(),
                new GivenRows(recorded),
                mailboxes,
                new InMemoryMemberships(),
                new InMemorySeqs(mailboxes),
                new InMemoryHistory(),
                transfer,
                consumer -> OptionalLong.empty(),
                clock,
                Duration.ZERO,
                0);
    }

    public static Recounting recounting(Seqs seqs, InMemoryMailboxes mailboxes) {
        return new Recounting(seqs, mailboxes, (cursor, limit) -> new Counters.Page(List.of(), null));
    }

    private record GivenRows(Collection<Message> recorded) implements Rows {
        @Override
        public List<Row> range(Wanted wanted, @Nullable Position after, @Nullable Position to, int limit) {
            return recorded.stream()
                    .filter(it ->
                            wanted.conversation() == null || it.conversation().equals(wanted.conversation()))
                    .filter(it -> it.sendTime() >= wanted.from() && it.sendTime() < wanted.to())
                    .filter(it -> after == null || it.sendTime() > after.sendTime())
                    .limit(limit)
                    .map(it -> new Row(it.id(), it.conversation(), it.sendTime(), 0, false, it.body()))
                    .toList();
        }

        @Override
        public Map<MessageId, Row> byId(Collection<MessageId> ids) {
            return Map.of();
        }

        @Override
        public void remove(MessageId id) {
            throw new AssertionError("nothing is to be removed");
        }
    }

    private static final class NoCells implements Cells {
        @Override
        public List<Cell> range(@Nullable Series series, @Nullable Place after, @Nullable Place to, int limit) {
            return List.of();
        }

        @Override
        public Map<Place, Cell> at(Collection<Place> places) {
            return Map.of();
        }

        @Override
        public Map<MessageId, Cell.OfMessage> messages(Map<MessageId, ConversationId> wanted) {
            return Map.of();
        }

        @Override
        public Map<MessageId, Map<UserId, Cell.OfMailbox>> entries(Map<MessageId, Set<UserId>> wanted) {
            return Map.of();
        }

        @Override
        public Map<Series, Long> highest(Collection<Series> series) {
            return Map.of();
        }

        @Override
        public Map<Member, Membership> members(Collection<Member> wanted) {
            return Map.of();
        }

        @Override
        public void lead(Cell.OfMailbox entry, long conversationSeq) {
            throw new AssertionError("there is nothing to lead");
        }

        @Override
        public boolean put(Cell cell) {
            throw new AssertionError("there is no place");
        }

        @Override
        public void unread(Membership seen, long readSeq) {
            throw new AssertionError("there is nobody");
        }
    }
}
