package dev.tidings.msg;

import dev.tidings.database.PageRequest;
import dev.tidings.history.Activity;
import dev.tidings.history.History;
import dev.tidings.history.HistoryEntry;
import dev.tidings.history.HistoryPage;
import dev.tidings.history.HistoryQuery;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The full history, for whoever may see everything. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryService {
    private final History history;
    private final Mailboxes mailboxes;

    @Inject
    public HistoryService(History history, Mailboxes mailboxes) {
        this.history = history;
        this.mailboxes = mailboxes;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected HistoryService() {
        this(null, null);
    }

    /** Whether the message is in the full history, where every accepted message is a moment after it was accepted. */
    public boolean isRecorded(MessageId message) {
        return !history.present(List.of(message)).isEmpty();
    }

    /** See {@link History#search}; each with its seq in the conversation, by which it can be revoked. */
    public List<Found> search(HistoryQuery query, HistoryPage page) {
        List<HistoryEntry> entries = history.search(query, page);
        Map<MessageId, ConversationId> where = new LinkedHashMap<>();
        entries.forEach(entry -> where.put(entry.id(), entry.conversation()));
        Map<MessageId, Long> seqs = mailboxes.seqs(where);
        return entries.stream()
                .map(entry -> new Found(entry, seqs.getOrDefault(entry.id(), 0L)))
                .toList();
    }

    /** See {@link History#count}. */
    public long count(HistoryQuery query) {
        return history.count(query);
    }

    /** See {@link History#activity}. */
    public Activity activity(Instant start, Instant end, boolean fewestFirst, PageRequest page) {
        return history.activity(start, end, fewestFirst, page);
    }
}
