package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.seq.Extent;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Mailboxes with the same unique keys as the real ones: (series, seq) and (series, message). */
public class InMemoryMailboxes implements Mailboxes {
    private record Cell(MessageId message, ConversationId conversation, StoredMessage stored) {}

    private final Map<Series, NavigableMap<Long, Cell>> cells = new HashMap<>();
    private final Map<Series, Map<MessageId, Long>> byMessage = new HashMap<>();
    /** What replaced a message. */
    private final Map<MessageId, Message> replaced = new HashMap<>();

    private final Set<MessageId> announced = new HashSet<>();

    /** Called before each cell is written; a test throws from it what a crash would stop. */
    public Runnable beforeEachCell = () -> {};

    /** Cell by cell, as a store does that knows no transactions: others may come in between any two. */
    @Override
    public List<Conflict> store(List<PlacedMessage> messages) {
        for (PlacedMessage placed : messages) {
            List<Series> inOrder = new ArrayList<>(placed.mailboxesSenderLast());
            inOrder.add(0, Series.of(placed.message().conversation()));
            for (Series series : inOrder) {
                beforeEachCell.run();
                if (!write(series, placed.places().in(series), cell(placed))) {
                    return conflicts(messages);
                }
            }
        }
        return List.of();
    }

    private static Cell cell(PlacedMessage placed) {
        Message message = placed.message();
        return new Cell(
                message.id(),
                message.conversation(),
                new StoredMessage(message.id(), placed.conversationSeq(), message.sendTime(), message.body()));
    }

    /** Whether the cell is there now; it was already if this was done before. */
    private synchronized boolean write(Series series, long seq, Cell cell) {
        Long same = byMessage.getOrDefault(series, Map.of()).get(cell.message());
        if (same != null) {
            return same == seq;
        }
        if (isTaken(cells.getOrDefault(series, new TreeMap<>()).containsKey(seq))) {
            return false;
        }
        cells.computeIfAbsent(series, it -> new TreeMap<>()).put(seq, cell);
        byMessage.computeIfAbsent(series, it -> new HashMap<>()).put(cell.message(), seq);
        return true;
    }

    /** The unique key. */
    protected boolean isTaken(boolean occupied) {
        return occupied;
    }

    private synchronized List<Conflict> conflicts(List<PlacedMessage> messages) {
        List<Conflict> conflicts = new ArrayList<>();
        for (PlacedMessage placed : messages) {
            placed.places().seqs().forEach((series, seq) -> {
                MessageId id = placed.message().id();
                Long same = byMessage.getOrDefault(series, Map.of()).get(id);
                if (same != null && same.longValue() != seq.longValue()) {
                    conflicts.add(new Conflict.AlreadyAt(id, series, same));
                } else if (same == null
                        && cells.getOrDefault(series, new TreeMap<>()).containsKey(seq)) {
                    conflicts.add(new Conflict.Taken(id, series));
                }
            });
        }
        return conflicts;
    }

    @Override
    public synchronized Set<MessageId> stored(Collection<Message> messages) {
        Set<MessageId> stored = new LinkedHashSet<>();
        for (Message message : messages) {
            if (byMessage
                    .getOrDefault(Series.mailboxOf(message.sender()), Map.of())
                    .containsKey(message.id())) {
                stored.add(message.id());
            }
        }
        return stored;
    }

    @Override
    public synchronized Map<MessageId, PlacedMessage> places(Collection<Message> messages) {
        Map<MessageId, PlacedMessage> found = new LinkedHashMap<>();
        for (Message message : messages) {
            Map<Series, Long> seqs = new LinkedHashMap<>();
            for (Series series : PlacedMessage.seriesOf(message)) {
                Long seq = byMessage.getOrDefault(series, Map.of()).get(message.id());
                if (seq != null) {
                    seqs.put(series, seq);
                }
            }
            if (!seqs.isEmpty()) {
                found.put(message.id(), new PlacedMessage(asStored(message), new Places(message.id(), seqs)));
            }
        }
        return found;
    }

    private Message asStored(Message message) {
        Series series = Series.of(message.conversation());
        Long seq = byMessage.getOrDefault(series, Map.of()).get(message.id());
        Cell cell =
                seq == null ? null : cells.getOrDefault(series, new TreeMap<>()).get(seq);
        Message replacement = replaced.get(message.id());
        return cell == null
                ? message
                : new Message(
                        message.id(),
                        message.conversation(),
                        message.sender(),
                        message.receivers(),
                        replacement == null ? message.contentType() : replacement.contentType(),
                        replacement == null
                                ? message.options()
                                : message.options().with(Option.OFFLINE_PUSH, false),
                        cell.stored().sendTime(),
                        message.operationId(),
                        cell.stored().body());
    }

    @Override
    public synchronized Optional<Replacement> replace(Message replacement, long seq) {
        Map<Long, Cell> series = cells.getOrDefault(Series.of(replacement.conversation()), new TreeMap<>());
        Cell cell = series.get(seq);
        if (cell == null || !cell.message().equals(replacement.id())) {
            return Optional.empty();
        }
        if (replaced.putIfAbsent(replacement.id(), replacement) == null) {
            StoredMessage stored =
                    new StoredMessage(cell.message(), seq, cell.stored().sendTime(), replacement.body());
            cell = new Cell(cell.message(), cell.conversation(), stored);
            series.put(seq, cell);
        }
        return Optional.of(new Replacement(cell.stored(), announced.contains(cell.message())));
    }

    @Override
    public synchronized Map<MessageId, Message> replaced(Collection<PlacedMessage> placed) {
        Map<MessageId, Message> found = new HashMap<>();
        for (PlacedMessage one : placed) {
            Message message = one.message();
            Long seq = byMessage
                    .getOrDefault(Series.of(message.conversation()), Map.of())
                    .get(message.id());
            if (replaced.containsKey(message.id()) && seq != null && seq == one.conversationSeq()) {
                found.put(message.id(), asStored(message));
            }
        }
        return found;
    }

    @Override
    public synchronized void announced(ConversationId conversation, long seq) {
        Cell cell = cells.getOrDefault(Series.of(conversation), new TreeMap<>()).get(seq);
        if (cell != null && replaced.containsKey(cell.message())) {
            announced.add(cell.message());
        }
    }

    @Override
    public synchronized Map<MessageId, Long> seqs(Map<MessageId, ConversationId> messages) {
        Map<MessageId, Long> seqs = new HashMap<>();
        messages.forEach((message, conversation) -> {
            Long seq = byMessage.getOrDefault(Series.of(conversation), Map.of()).get(message);
            if (seq != null) {
                seqs.put(message, seq);
            }
        });
        return seqs;
    }

    @Override
    public synchronized List<StoredMessage> range(
            ConversationId conversation, long from, long to, int limit, Order order) {
        if (from > to || limit <= 0) {
            return List.of();
        }
        NavigableMap<Long, Cell> within =
                cells.getOrDefault(Series.of(conversation), new TreeMap<>()).subMap(from, true, to, true);
        return (order == Order.ASCENDING ? within : within.descendingMap())
                .values().stream().limit(limit).map(Cell::stored).toList();
    }

    @Override
    public synchronized List<StoredMessage> at(ConversationId conversation, Collection<Long> seqs) {
        List<Long> ascending = new ArrayList<>(new LinkedHashSet<>(seqs));
        Collections.sort(ascending);
        NavigableMap<Long, Cell> there = cells.getOrDefault(Series.of(conversation), new TreeMap<>());
        List<StoredMessage> found = new ArrayList<>();
        for (Long seq : ascending) {
            Cell cell = there.get(seq);
            if (cell != null) {
                found.add(cell.stored());
            }
        }
        return found;
    }

    @Override
    public Map<ConversationId, StoredMessage> at(Map<ConversationId, Long> seqs) {
        Map<ConversationId, StoredMessage> found = new HashMap<>();
        seqs.forEach((conversation, seq) ->
                at(conversation, List.of(seq)).forEach(message -> found.put(conversation, message)));
        return found;
    }

    @Override
    public synchronized List<MailboxEntry> pull(UserId owner, long from, long to, int limit) {
        if (from > to || limit <= 0) {
            return List.of();
        }
        List<MailboxEntry> pulled = new ArrayList<>();
        cells.getOrDefault(Series.mailboxOf(owner), new TreeMap<>()).subMap(from, true, to, true).entrySet().stream()
                .limit(limit)
                .forEach(entry -> {
                    Cell cell = entry.getValue();
                    Cell there = cells.getOrDefault(Series.of(cell.conversation()), new TreeMap<>())
                            .get(cell.stored().seq());
                    if (there != null && there.message().equals(cell.message())) {
                        pulled.add(new MailboxEntry(entry.getKey(), cell.conversation(), there.stored()));
                    }
                });
        return pulled;
    }

    @Override
    public synchronized Map<Series, Extent> extents(Collection<Series> series) {
        Map<Series, Extent> extents = new HashMap<>();
        for (Series one : series) {
            NavigableMap<Long, Cell> there = cells.getOrDefault(one, new TreeMap<>());
            if (there.isEmpty()) {
                extents.put(one, Extent.EMPTY);
            } else {
                List<Long> holes = new ArrayList<>();
                for (long seq = 1; seq < there.lastKey(); seq++) {
                    if (!there.containsKey(seq)) {
                        holes.add(seq);
                    }
                }
                extents.put(one, new Extent(there.lastKey(), holes));
            }
        }
        return extents;
    }
}
