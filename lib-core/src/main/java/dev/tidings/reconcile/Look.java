package dev.tidings.reconcile;

import dev.tidings.mailbox.Membership;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what the stores say of some cells or rows, once. What is just on its way differs as well. */
final class Look {
    private final Cells cells;
    private final Rows rows;
    private final Seqs seqs;

    Look(Cells cells, Rows rows, Seqs seqs) {
        this.cells = cells;
        this.rows = rows;
        this.seqs = seqs;
    }

    /**
     * Looks at cells as they follow each other.
     *
     * @param only the series that they are of; null for all
     * @param after the place behind which the first of them is
     * @param atEnd whether nothing follows the last
     */
    List<Found> atCells(@Nullable Series only, @Nullable Place after, List<Cell> found, boolean atEnd) {
        List<Found> differences = new ArrayList<>();
        Set<Series> ended = new LinkedHashSet<>();
        Place before = after != null ? after : only == null ? null : new Place(only, 0);
        for (Cell cell : found) {
            if (before == null || !before.series().equals(cell.series())) {
                if (before != null) {
                    ended.add(before.series());
                }
                before = new Place(cell.series(), 0);
            }
            if (cell.seq() > before.seq() + 1) {
                differences.add(Found.range(Difference.HOLE, cell.series(), before.seq() + 1, cell.seq() - 1));
            }
            before = new Place(cell.series(), cell.seq());
        }
        if (atEnd && before != null) {
            ended.add(before.series());
        }
        List<Cell> real = found.stream().filter(cell -> !cell.isLost()).toList();
        messages(only(real, Cell.OfMessage.class), differences);
        entries(only(real, Cell.OfMailbox.class), differences);
        ends(ended, differences);
        return differences;
    }

    private static <T> List<T> only(List<Cell> cells, Class<T> type) {
        return cells.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Looks at rows of the full history.
     *
     * @param whole compare all there is of their messages; else only whether they are in their conversations
     */
    List<Found> atRows(List<Row> found, boolean whole) {
        List<Found> differences = new ArrayList<>();
        Map<MessageId, ConversationId> wanted = new LinkedHashMap<>();
        found.forEach(row -> wanted.put(row.id(), row.conversation()));
        Map<MessageId, Cell.OfMessage> there = cells.messages(wanted);
        for (Row row : found) {
            boolean kept = Bodies.message(row).map(Message::isKept).orElse(false);
            if (kept && !there.containsKey(row.id())) {
                differences.add(new Found(
                        Difference.MESSAGE_MISSING,
                        Series.of(row.conversation()),
                        0,
                        0,
                        row.id().value(),
                        null,
                        row));
            }
        }
        if (whole) {
            messages(List.copyOf(there.values()), differences);
        }
        return differences;
    }

    private void messages(Collection<Cell.OfMessage> found, List<Found> differences) {
        Map<MessageId, Message> messages = new LinkedHashMap<>();
        Map<MessageId, Set<UserId>> participants = new HashMap<>();
        for (Cell.OfMessage cell : found) {
            Bodies.message(cell)
                    .ifPresentOrElse(
                            message -> {
                                messages.put(cell.id(), message);
                                participants.put(cell.id(), message.participants());
                            },
                            () -> differences.add(Found.at(Difference.UNREADABLE, cell)));
        }
        Map<MessageId, Map<UserId, Cell.OfMailbox>> entries = cells.entries(participants);
        Map<MessageId, Row> recorded = rows.byId(messages.keySet());
        Set<MessageId> told = told(found, messages);
        for (Cell.OfMessage cell : found) {
            Message message = messages.get(cell.id());
            if (message != null) {
                Map<UserId, Cell.OfMailbox> theirs = entries.getOrDefault(cell.id(), Map.of());
                message.participants().stream()
                        .filter(user -> !theirs.containsKey(user))
                        .forEach(user -> differences.add(Found.lacking(cell, user)));
                row(cell, message, recorded.get(cell.id()), differences);
                revocation(cell, told.contains(cell.id()), differences);
            }
        }
        members(messages.values(), differences);
    }

    private static void row(Cell.OfMessage cell, Message message, @Nullable Row row, List<Found> differences) {
        boolean lasting = message.options().has(Option.PERSISTENT);
        if (row == null) {
            if (lasting) {
                differences.add(Found.at(Difference.ROW_MISSING, cell));
            }
        } else if (!lasting) {
            differences.add(Found.at(Difference.ROW_EXTRA, cell, row));
        } else if (cell.isReplaced() && !row.replaced()) {
            differences.add(Found.at(Difference.ROW_NOT_REPLACED, cell, row));
        } else if (row.replaced() && !cell.isReplaced()) {
            differences.add(Found.at(Difference.MESSAGE_NOT_REPLACED, cell, row));
        } else if (!row.body().equals(cell.body()) || !row.conversation().equals(cell.conversation())) {
            differences.add(Found.at(Difference.ROW_DIFFERS, cell, row));
        }
    }

    private static void revocation(Cell.OfMessage cell, boolean told, List<Found> differences) {
        if (cell.replaced() == Cell.Replaced.BEGUN) {
            differences.add(Found.at(Difference.REVOCATION_UNFINISHED, cell));
        } else if (isRevoked(cell) && !told) {
            differences.add(Found.at(Difference.REVOCATION_UNTOLD, cell));
        }
    }

    private static boolean isRevoked(Cell.OfMessage cell) {
        return cell.isReplaced() && Bodies.isRevocation(cell.body());
    }

    /** Those of these messages that are revoked and whose notification is in its stream. */
    private Set<MessageId> told(Collection<Cell.OfMessage> found, Map<MessageId, Message> messages) {
        Map<MessageId, MessageId> revoked = new HashMap<>();
        Map<MessageId, ConversationId> streams = new HashMap<>();
        for (Cell.OfMessage cell : found) {
            Message message = messages.get(cell.id());
            if (message != null && isRevoked(cell)) {
                UserId receiver = message.receivers().isEmpty()
                        ? message.sender()
                        : message.receivers().get(0);
                MessageId notification = MessageId.of(message.sender(), "revoked " + message.id());
                revoked.put(notification, message.id());
                streams.put(notification, ConversationId.notification(message.sender(), receiver));
            }
        }
        Set<MessageId> told = new HashSet<>();
        cells.messages(streams).keySet().forEach(notification -> {
            MessageId message = revoked.get(notification);
            if (message != null) {
                told.add(message);
            }
        });
        return told;
    }

    private void members(Collection<Message> messages, List<Found> differences) {
        Set<Cells.Member> taking = new LinkedHashSet<>();
        messages.forEach(message ->
                message.participants().forEach(user -> taking.add(new Cells.Member(user, message.conversation()))));
        Map<Cells.Member, Membership> members = cells.members(taking);
        Map<Series, Long> newest = seqs.newest(
                taking.stream().map(it -> Series.of(it.conversation())).toList());
        for (Cells.Member one : taking) {
            Series series = Series.of(one.conversation());
            Membership member = members.get(one);
            long last = newest.getOrDefault(series, 0L);
            String about = one.user().value();
            if (member == null) {
                differences.add(new Found(Difference.MEMBER_MISSING, series, 0, 0, about, null, null));
            } else if (member.readSeq() > last) {
                differences.add(
                        new Found(Difference.READ_AHEAD, series, last + 1, member.readSeq(), about, null, null));
            }
        }
    }

    private void entries(List<Cell.OfMailbox> found, List<Found> differences) {
        Map<Place, Cell> targets =
                cells.at(found.stream().map(Cell.OfMailbox::target).toList());
        for (Cell.OfMailbox entry : found) {
            Cell target = targets.get(entry.target());
            if (target == null || !(target.isLost() || target.id().equals(entry.id()))) {
                differences.add(Found.at(Difference.ENTRY_ASTRAY, entry));
            }
        }
    }

    /** What only grows is asked for first where it is the smaller: else what comes meanwhile looks like a difference. */
    private void ends(Set<Series> ended, List<Found> differences) {
        Map<Series, Long> newestBefore = seqs.newest(ended);
        Map<Series, Long> highest = cells.highest(ended);
        Map<Series, Long> newestAfter = seqs.newest(ended);
        for (Series series : ended) {
            long last = highest.getOrDefault(series, 0L);
            if (newestBefore.getOrDefault(series, 0L) > last) {
                differences.add(
                        Found.range(Difference.NEWEST_AHEAD, series, last + 1, newestBefore.getOrDefault(series, 0L)));
            }
            if (newestAfter.getOrDefault(series, 0L) < last) {
                differences.add(
                        Found.range(Difference.NEWEST_BEHIND, series, newestAfter.getOrDefault(series, 0L) + 1, last));
            }
        }
    }
}
