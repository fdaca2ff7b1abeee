package dev.tidings.reconcile;

import com.google.protobuf.ByteString;
import dev.tidings.database.Database;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code message} by its indexes on times, with and without a conversation, a sender or a receiver. */
@ApplicationScoped
class MySqlRows implements Rows {
    private static final String COLUMNS =
            "select server_msg_id, conversation_id, send_time, row_no, replaced, body from message";

    private final Database database;

    @Inject
    MySqlRows(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlRows() {
        this(null);
    }

    @Override
    public List<Row> range(Wanted wanted, @Nullable Position after, @Nullable Position to, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (wanted.conversation() != null) {
            conditions.add("conversation_id = ?");
            values.add(wanted.conversation().value());
        }
        if (wanted.sender() != null) {
            conditions.add("send_id = ?");
            values.add(wanted.sender().value());
        }
        if (wanted.receiver() != null) {
            conditions.add("recv_id = ?");
            values.add(wanted.receiver().value());
        }
        conditions.add("send_time >= ?");
        values.add(after == null ? wanted.from() : Math.max(wanted.from(), after.sendTime()));
        conditions.add("send_time < ?");
        values.add(wanted.to());
        if (after != null) {
            conditions.add("(send_time > ? or row_no > ?)");
            values.add(after.sendTime());
            values.add(after.number());
        }
        if (to != null) {
            conditions.add("(send_time < ? or (send_time = ? and row_no <= ?))");
            values.add(to.sendTime());
            values.add(to.sendTime());
            values.add(to.number());
        }
        values.add(limit);
        return rows(
                COLUMNS + " where " + String.join(" and ", conditions) + " order by send_time, row_no limit ?", values);
    }

    @Override
    public Map<MessageId, Row> byId(Collection<MessageId> ids) {
        Map<MessageId, Row> found = new HashMap<>();
        if (!ids.isEmpty()) {
            String marks = String.join(",", Collections.nCopies(ids.size(), "?"));
            rows(
                            COLUMNS + " where server_msg_id in (" + marks + ")",
                            ids.stream().map(MessageId::value).toList())
                    .forEach(row -> found.put(row.id(), row));
        }
        return found;
    }

    private List<Row> rows(String statement, List<?> values) {
        List<?> answer = database.inTransaction(entities -> {
            Query query = entities.createNativeQuery(statement);
            for (int i = 0; i < values.size(); i++) {
                query.setParameter(i + 1, values.get(i));
            }
            return query.getResultList();
        });
        return answer.stream().map(row -> row((Object[]) row)).toList();
    }

    private static Row row(Object[] columns) {
        return new Row(
                new MessageId((String) columns[0]),
                new ConversationId((String) columns[1]),
                ((Number) columns[2]).longValue(),
                ((Number) columns[3]).longValue(),
                columns[4] instanceof Boolean flag ? flag : ((Number) columns[4]).intValue() != 0,
                ByteString.copyFrom((byte[]) columns[5]));
    }

    @Override
    public void remove(MessageId id) {
        database.inTransaction(entities -> entities.createNativeQuery("delete from message where server_msg_id = ?")
                .setParameter(1, id.value())
                .executeUpdate());
    }
}
