package dev.tidings.history;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * A search as one statement: the conditions that were asked for and nothing else, so that the database sees which index
 * serves it.
 */
final class HistorySql {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    HistorySql(HistoryQuery query) {
        if (query.sender() != null) {
            and("send_id = ?", query.sender().value());
        }
        if (query.receiver() != null) {
            and("recv_id = ?", query.receiver().value());
        }
        if (query.conversation() != null) {
            and("conversation_id = ?", query.conversation().value());
        }
        if (query.contentType() != null) {
            and("content_type = ?", query.contentType());
        }
        if (query.sessionType() != null) {
            and("session_type = ?", query.sessionType());
        }
        if (query.from() != null) {
            and("send_time >= ?", query.from());
        }
        if (query.to() != null) {
            and("send_time < ?", query.to());
        }
        if (query.text() != null) {
            and("locate(?, content) > 0", query.text());
        }
    }

    private void and(String condition, Object... values) {
        conditions.add(condition);
        parameters.addAll(List.of(values));
    }

    /** Newest first; of the same millisecond, what was recorded last. */
    Query page(EntityManager entities, HistoryPage page) {
        HistoryPage.Position after = page.after();
        if (after != null) {
            // The first half alone lets the index begin at the right place.
            and("send_time <= ?", after.sendTime());
            and("(send_time < ? or row_no < ?)", after.sendTime(), after.row());
        }
        Query query = entities.createNativeQuery(
                "select * from message" + where() + " order by send_time desc, row_no desc limit ? offset ?",
                HistoryRow.class);
        int next = setParameters(query);
        query.setParameter(next, page.size());
        query.setParameter(next + 1, page.skip());
        return query;
    }

    /** One number: how many rows there are, at most {@code max}. */
    Query count(EntityManager entities, int max) {
        Query query = entities.createNativeQuery(
                "select count(*) from (select 1 as one from message" + where() + " limit ?) as counted");
        query.setParameter(setParameters(query), max);
        return query;
    }

    private String where() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private int setParameters(Query query) {
        int next = 1;
        for (Object parameter : parameters) {
            query.setParameter(next++, parameter);
        }
        return next;
    }
}
