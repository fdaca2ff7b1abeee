package dev.tidings.history;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.batch.Chunks;
import dev.tidings.database.Database;
import dev.tidings.database.PageRequest;
import dev.tidings.database.RowRefused;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The full history in the table {@code message}. A batch is inserted without looking first, because hardly any message
 * comes twice. If the database refuses it, the rows that are there already are left out; if it refuses the rest for what is
 * in a row, the halves are tried by themselves, down to the row that is to blame.
 */
@ApplicationScoped
class MySqlHistory implements History {
    private static final System.Logger LOG = System.getLogger(MySqlHistory.class.getName());
    /** Rows in one transaction and one statement: twice as many are hardly faster and block others for longer. */
    private static final int CHUNK = 500;

    private static final int REPLACE_TRIES = 3;

    private final Database database;

    @Inject
    MySqlHistory(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlHistory() {
        this(null);
    }

    @Override
    public Recorded record(List<Message> messages) {
        checkSize(messages);
        Batch batch = new Batch(messages);
        for (List<HistoryRow> chunk : Chunks.of(batch.rows(), CHUNK)) {
            store(chunk, batch);
        }
        return new Recorded(batch.added, batch.rejected);
    }

    private void store(List<HistoryRow> rows, Batch batch) {
        try {
            database.inTransaction(entities -> {
                rows.forEach(entities::persist);
                return null;
            });
            batch.added += rows.size();
        } catch (RowRefused refused) {
            if (refused.isDuplicate()) {
                storeMissing(rows, batch);
            } else if (rows.size() == 1) {
                batch.reject(rows.get(0), refused);
            } else {
                store(rows.subList(0, rows.size() / 2), batch);
                store(rows.subList(rows.size() / 2, rows.size()), batch);
            }
        }
    }

    private void storeMissing(List<HistoryRow> rows, Batch batch) {
        Set<String> present = present(rows.stream().map(HistoryRow::id));
        List<HistoryRow> missing =
                rows.stream().filter(row -> !present.contains(row.id())).toList();
        if (missing.size() == rows.size()) {
            // The row that was in the way has gone again with a transaction that was rolled back.
            throw new ImException(ErrorCode.UNAVAILABLE, "the history is being written by another node");
        }
        if (!missing.isEmpty()) {
            store(missing, batch);
        }
    }

    @Override
    public void replace(Message replacement) {
        for (int attempt = 1; ; attempt++) {
            try {
                replaceOnce(replacement);
                return;
            } catch (RowRefused refused) {
                // A duplicate was inserted between our look and our insert: now it is there to be replaced.
                if (!refused.isDuplicate() || attempt == REPLACE_TRIES) {
                    throw refused;
                }
            }
        }
    }

    private void replaceOnce(Message replacement) {
        database.inTransaction(entities -> {
            try {
                HistoryRow row =
                        entities.find(HistoryRow.class, replacement.id().value(), LockModeType.PESSIMISTIC_WRITE);
                if (row == null) {
                    row = new HistoryRow(replacement);
                    row.replaceBy(replacement);
                    entities.persist(row);
                } else {
                    row.replaceBy(replacement);
                }
                return null;
            } catch (InvalidProtocolBufferException e) {
                throw new ImException(ErrorCode.ARGS, "the body is not a MsgData", e);
            }
        });
    }

    @Override
    public Optional<HistoryEntry> byId(MessageId id) {
        return Optional.ofNullable(database.inTransaction(entities -> entities.find(HistoryRow.class, id.value())))
                .map(HistoryRow::entry);
    }

    @Override
    public Set<MessageId> present(Collection<MessageId> ids) {
        checkSize(ids);
        Set<MessageId> present = new LinkedHashSet<>();
        present(ids.stream().map(MessageId::value)).forEach(id -> present.add(new MessageId(id)));
        return present;
    }

    private Set<String> present(Stream<String> ids) {
        Set<String> present = new LinkedHashSet<>();
        for (List<String> chunk : Chunks.of(ids.distinct().toList(), CHUNK)) {
            present.addAll(database.inTransaction(entities -> entities.createQuery(
                            "select r.serverMsgId from HistoryRow r where r.serverMsgId in :ids", String.class)
                    .setParameter("ids", chunk)
                    .getResultList()));
        }
        return present;
    }

    @Override
    public List<HistoryEntry> search(HistoryQuery query, HistoryPage page) {
        List<?> rows = database.inTransaction(
                entities -> new HistorySql(query).page(entities, page).getResultList());
        return rows.stream().map(row -> ((HistoryRow) row).entry()).toList();
    }

    @Override
    public long count(HistoryQuery query) {
        Object count = database.inTransaction(
                entities -> new HistorySql(query).count(entities, COUNT_MAX).getSingleResult());
        return ((Number) count).longValue();
    }

    @Override
    public Activity activity(Instant start, Instant end, boolean fewestFirst, PageRequest page) {
        Activity.checkPeriod(start, end);
        return database.inTransaction(entities -> {
            SortedMap<LocalDate, Long> perDay = new TreeMap<>();
            for (Object row : during(
                            entities, "select send_time div 86400000 as day, count(*)", "group by day", start, end)
                    .getResultList()) {
                Object[] columns = (Object[]) row;
                perDay.put(LocalDate.ofEpochDay(((Number) columns[0]).longValue()), ((Number) columns[1]).longValue());
            }
            long senders = 0;
            List<Activity.Sender> some = new ArrayList<>();
            String order = fewestFirst ? "asc" : "desc";
            Query written = during(
                            entities,
                            "select send_id, count(*) as written, count(*) over () as senders",
                            "group by send_id order by written " + order + ", send_id limit ? offset ?",
                            start,
                            end)
                    .setParameter(3, page.size())
                    .setParameter(4, page.skip());
            for (Object row : written.getResultList()) {
                Object[] columns = (Object[]) row;
                some.add(new Activity.Sender(new UserId((String) columns[0]), ((Number) columns[1]).longValue()));
                senders = ((Number) columns[2]).longValue();
            }
            if (some.isEmpty() && !perDay.isEmpty()) {
                Object all = during(entities, "select count(distinct send_id)", "", start, end)
                        .getSingleResult();
                senders = ((Number) all).longValue();
            }
            long messages = perDay.values().stream().mapToLong(it -> it).sum();
            return new Activity(messages, senders, perDay, some);
        });
    }

    private static Query during(EntityManager entities, String select, String group, Instant start, Instant end) {
        return entities.createNativeQuery(select + " from message where send_time >= ? and send_time < ?"
                        + " and conversation_id not like 'n!_%' escape '!' " + group)
                .setParameter(1, start.toEpochMilli())
                .setParameter(2, end.toEpochMilli());
    }

    private static void checkSize(Collection<?> many) {
        if (many.size() > MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + MAX + " messages at once");
        }
    }

    /** A batch on its way: its rows, each id once, and what has come of them so far. */
    private static final class Batch {
        private final Map<String, Message> messages = new LinkedHashMap<>();
        private final List<HistoryRow> rows = new ArrayList<>();
        private final List<Recorded.Rejected> rejected = new ArrayList<>();
        private int added;

        Batch(List<Message> all) {
            for (Message message : all) {
                if (messages.putIfAbsent(message.id().value(), message) == null) {
                    try {
                        rows.add(new HistoryRow(message));
                    } catch (InvalidProtocolBufferException e) {
                        reject(message, "its body is not a MsgData");
                    }
                }
            }
        }

        List<HistoryRow> rows() {
            return rows;
        }

        void reject(HistoryRow row, RowRefused refused) {
            Message message = messages.get(row.id());
            if (message == null) {
                throw new IllegalStateException("a row of another batch", refused);
            }
            reject(message, String.valueOf(refused.getMessage()));
        }

        private void reject(Message message, String reason) {
            LOG.log(Level.WARNING, () -> "IM-2403 message " + message.id() + " is not in the full history: " + reason);
            rejected.add(new Recorded.Rejected(message, reason));
        }
    }
}
