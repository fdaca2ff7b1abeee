package dev.tidings.transfer;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.Conversations;
import dev.tidings.fault.CrashPoint;
import dev.tidings.history.History;
import dev.tidings.history.Recorded;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.omtp.SessionType;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts accepted messages into the full history, and makes sure that their conversations have rows for each participant's
 * settings. It has its own consumer, so that a slow or absent MySQL delays nothing but this.
 */
@ApplicationScoped
class Recording {
    private static final System.Logger LOG = System.getLogger(Recording.class.getName());
    private static final int KNOWN_MAX = 100_000;

    private final History history;
    private final Conversations conversations;
    private final DeadLetters deadLetters;
    /** Conversations whose rows are there: most messages are not the first of theirs. */
    private final Set<ConversationId> known =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<ConversationId, Boolean> eldest) {
                    return size() > KNOWN_MAX;
                }
            }));

    @Inject
    Recording(History history, Conversations conversations, DeadLetters deadLetters) {
        this.history = history;
        this.conversations = conversations;
        this.deadLetters = deadLetters;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Recording() {
        this(null, null, null);
    }

    /**
     * Records a batch; repeating it changes nothing.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if MySQL does not answer
     */
    void record(List<Message> batch) {
        CrashPoint.BEFORE_RECORD.reach();
        List<Message> lasting = batch.stream()
                .filter(message -> message.options().has(Option.PERSISTENT))
                .toList();
        if (!lasting.isEmpty()) {
            bury(history.record(lasting));
        }
        CrashPoint.AFTER_RECORD.reach();
        ensureConversations(batch);
        CrashPoint.AFTER_ROWS.reach();
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            lasting.forEach(message -> LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "history operationID=" + message.operationId() + " serverMsgID=" + message.id()));
        }
    }

    /** What the database does not take is not lost: an operator finds it with the dead letters. */
    private void bury(Recorded recorded) {
        for (Recorded.Rejected rejected : recorded.rejected()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "IM-2104 the full history does not take message "
                            + rejected.message().id() + ": " + rejected.reason());
            deadLetters.put(HistoryListener.QUEUE, BatchCodec.encode(List.of(rejected.message())), rejected.reason());
        }
    }

    private void ensureConversations(List<Message> batch) {
        Set<ConversationId> first = new LinkedHashSet<>();
        Map<UserId, Map<ConversationId, Conversation>> rows = new LinkedHashMap<>();
        for (Message message : batch) {
            ConversationId conversation = message.conversation();
            if (message.isKept() && !conversation.isNotification() && !known.contains(conversation)) {
                first.add(conversation);
                message.participants()
                        .forEach(owner -> rows.computeIfAbsent(owner, it -> new LinkedHashMap<>())
                                .put(conversation, row(owner, message)));
            }
        }
        if (!first.isEmpty()) {
            conversations.ensure(
                    rows.values().stream().flatMap(it -> it.values().stream()).toList());
            known.addAll(first);
        }
    }

    private static Conversation row(UserId owner, Message message) {
        UserId peer = message.participants().stream()
                .filter(it -> !it.equals(owner))
                .findFirst()
                .orElse(owner);
        return message.conversation().value().startsWith("sn_")
                ? Conversation.unset(owner, message.conversation(), SessionType.NOTIFICATION.number(), peer.value(), "")
                : Conversation.single(owner, peer);
    }
}
