package dev.tidings.history;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The full history in the heap, for tests. */
public final class InMemoryHistory implements History {
    private static final int ID_LENGTH = 32;
    private static final Comparator<HistoryEntry> NEWEST_FIRST = Comparator.comparingLong(HistoryEntry::sendTime)
            .thenComparing(entry -> entry.position().row())
            .reversed();

    private final Map<MessageId, Kept> kept = new LinkedHashMap<>();
    private long rows = 1;

    @Override
    public synchronized Recorded record(List<Message> messages) {
        int added = 0;
        List<Recorded.Rejected> rejected = new ArrayList<>();
        for (Message message : messages) {
            try {
                if (message.id().value().length() > ID_LENGTH) {
                    rejected.add(new Recorded.Rejected(message, "the id is too long"));
                } else if (kept.putIfAbsent(message.id(), new Kept(message, false, rows++)) == null) {
                    added++;
                }
            } catch (InvalidProtocolBufferException e) {
                rejected.add(new Recorded.Rejected(message, "its body is not a MsgData"));
            }
        }
        return new Recorded(added, rejected);
    }

    @Override
    public synchronized void replace(Message replacement) {
        try {
            Kept before = kept.get(replacement.id());
            kept.put(replacement.id(), new Kept(replacement, true, before == null ? rows++ : before.row));
        } catch (InvalidProtocolBufferException e) {
            throw new ImException(ErrorCode.ARGS, "the body is not a MsgData", e);
        }
    }

    @Override
    public synchronized Optional<HistoryEntry> byId(MessageId id) {
        return Optional.ofNullable(kept.get(id)).map(Kept::entry);
    }

    @Override
    public synchronized Set<MessageId> present(Collection<MessageId> ids) {
        Set<MessageId> present = new HashSet<>(ids);
        present.retainAll(kept.keySet());
        return present;
    }

    @Override
    public synchronized List<HistoryEntry> search(HistoryQuery query, HistoryPage page) {
        HistoryPage.Position after = page.after();
        return matching(query)
                .sorted(NEWEST_FIRST)
                .filter(entry -> after == null || isAfter(after, entry))
                .skip(page.skip())
                .limit(page.size())
                .toList();
    }

    private static boolean isAfter(HistoryPage.Position after, HistoryEntry entry) {
        if (entry.sendTime() != after.sendTime()) {
            return entry.sendTime() < after.sendTime();
        }
        return entry.position().row() < after.row();
    }

    @Override
    public synchronized long count(HistoryQuery query) {
        return matching(query).limit(COUNT_MAX).count();
    }

    private Stream<HistoryEntry> matching(HistoryQuery query) {
        return kept.values().stream().filter(k -> k.meets(query)).map(Kept::entry);
    }

    @Override
    public synchronized Activity activity(Instant start, Instant end, boolean fewestFirst, PageRequest page) {
        Activity.checkPeriod(start, end);
        SortedMap<LocalDate, Long> perDay = new TreeMap<>();
        Map<UserId, Long> bySender = new TreeMap<>();
        for (Kept one : kept.values()) {
            Instant sent = Instant.ofEpochMilli(one.message.sendTime());
            if (!sent.isBefore(start)
                    && sent.isBefore(end)
                    && !one.message.conversation().isNotification()) {
                perDay.merge(LocalDate.ofInstant(sent, ZoneOffset.UTC), 1L, Long::sum);
                bySender.merge(one.message.sender(), 1L, Long::sum);
            }
        }
        Comparator<Activity.Sender> fewest = Comparator.comparingLong(Activity.Sender::messages);
        List<Activity.Sender> senders = bySender.entrySet().stream()
                .map(it -> new Activity.Sender(it.getKey(), it.getValue()))
                .sorted((fewestFirst ? fewest : fewest.reversed()).thenComparing(Activity.Sender::user))
                .toList();
        return new Activity(
                perDay.values().stream().mapToLong(it -> it).sum(),
                senders.size(),
                perDay,
                senders.stream().skip(page.skip()).limit(page.size()).toList());
    }

    private static final class Kept {
        private final Message message;
        private final MsgData data;
        private final boolean replaced;
        private final long row;

        Kept(Message message, boolean replaced, long row) throws InvalidProtocolBufferException {
            this.message = message;
            this.data = MsgData.parseFrom(message.body());
            this.replaced = replaced;
            this.row = row;
        }

        boolean meets(HistoryQuery q) {
            return (q.sender() == null || q.sender().equals(message.sender()))
                    && (q.receiver() == null || q.receiver().value().equals(data.getRecvID()))
                    && (q.conversation() == null || q.conversation().equals(message.conversation()))
                    && (q.contentType() == null || q.contentType() == message.contentType())
                    && (q.sessionType() == null || q.sessionType() == data.getSessionType())
                    && (q.from() == null || q.from() <= message.sendTime())
                    && (q.to() == null || message.sendTime() < q.to())
                    && (q.text() == null || data.getContent().toStringUtf8().contains(q.text()));
        }

        HistoryEntry entry() {
            return new HistoryEntry(
                    message.id(),
                    message.conversation(),
                    message.sendTime(),
                    replaced,
                    message.body(),
                    new HistoryPage.Position(message.sendTime(), row));
        }
    }
}
