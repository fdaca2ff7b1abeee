package dev.tidings.msg;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Tells devices that something changed, as messages of the server in the notification stream {@code n_…}. Most are pushed
 * once to who is online, with seq 0: who is offline finds the change by syncing, so one that cannot be sent is logged, and
 * what it tells of stays done. A revocation or deletion is found nowhere else and is kept.
 */
@Dependent
class Notifying {
    private static final System.Logger LOG = System.getLogger(Notifying.class.getName());
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Sending sending;
    private final Clock clock;

    @Inject
    Notifying(Sending sending, Clock clock) {
        this.sending = sending;
        this.clock = clock;
    }

    /** 1303 to the user's own devices. */
    void userInfoUpdated(UserId user, String operationId) {
        JsonObject tips = JSON.createObjectBuilder().add("userID", user.value()).build();
        send(ContentType.USER_INFO_UPDATED, user, user, tips, operationId);
    }

    /** 1300 to the owner's own devices: settings of these conversations are different now. */
    void conversationsChanged(UserId owner, Collection<ConversationId> changed, String operationId) {
        JsonArrayBuilder ids = JSON.createArrayBuilder();
        changed.forEach(id -> ids.add(id.value()));
        JsonObject tips = JSON.createObjectBuilder()
                .add("userID", owner.value())
                .add("conversationIDList", ids)
                .build();
        send(ContentType.CONVERSATION_CHANGE, owner, owner, tips, operationId);
    }

    /**
     * 2200 to both sides of a conversation, or to the reader's own devices.
     *
     * @param peer the other side; the reader if only his own devices are to know
     * @param seqs the messages that the reader named, may be empty
     */
    void markedAsRead(
            UserId reader,
            UserId peer,
            ConversationId conversation,
            Collection<Long> seqs,
            long hasReadSeq,
            String operationId) {
        JsonArrayBuilder read = JSON.createArrayBuilder();
        seqs.forEach(read::add);
        JsonObject tips = JSON.createObjectBuilder()
                .add("markAsReadUserID", reader.value())
                .add("conversationID", conversation.value())
                .add("seqs", read)
                .add("hasReadSeq", hasReadSeq)
                .build();
        send(ContentType.HAS_READ_RECEIPT, reader, peer, tips, operationId);
    }

    /**
     * 2101 to both sides of a conversation. Unlike the others it is kept, so that a device that was away is told as well,
     * and its id is a function of the revoked message, so that a repetition is the same notification. The id has a space
     * in it: no client can use one up.
     *
     * @return completes when the broker has it on its disk
     */
    CompletionStage<Sent> revoked(Message revoked, JsonObject tips, String operationId) {
        UserId sender = revoked.sender();
        UserId receiver =
                revoked.receivers().isEmpty() ? sender : revoked.receivers().get(0);
        return keep(ContentType.REVOKE_NOTIFICATION, sender, receiver, tips, "revoked " + revoked.id(), operationId);
    }

    /**
     * 2102 to both sides of a conversation, or to the user's own devices: these messages are to go. It is kept, so that a device
     * that was away is told as well.
     *
     * @param peer the other side; the user if only his own devices are to know
     * @return completes when the broker has it on its disk
     */
    CompletionStage<Sent> deleted(
            UserId user, UserId peer, ConversationId conversation, Collection<Long> seqs, String operationId) {
        JsonArrayBuilder deleted = JSON.createArrayBuilder();
        seqs.forEach(deleted::add);
        JsonObject tips = JSON.createObjectBuilder()
                .add("userID", user.value())
                .add("conversationID", conversation.value())
                .add("seqs", deleted)
                .build();
        return keep(ContentType.DELETE_MSGS_NOTIFICATION, user, peer, tips, fresh(), operationId);
    }

    /** 1703, like {@link #deleted}: everything that is in these conversations now is to go. */
    CompletionStage<Sent> cleared(
            UserId user, UserId peer, Collection<ConversationId> conversations, String operationId) {
        JsonArrayBuilder cleared = JSON.createArrayBuilder();
        conversations.forEach(it -> cleared.add(it.value()));
        JsonObject tips = JSON.createObjectBuilder()
                .add("userID", user.value())
                .add("conversationIDs", cleared)
                .build();
        return keep(ContentType.CLEAR_CONVERSATION, user, peer, tips, fresh(), operationId);
    }

    private CompletionStage<Sent> keep(
            ContentType type, UserId from, UserId to, JsonObject tips, String clientMsgId, String operationId) {
        MsgData data = notification(type, from, to, tips)
                .setClientMsgID(clientMsgId)
                .putOptions(MessageOption.HISTORY.key(), true)
                .putOptions(MessageOption.PERSISTENT.key(), true)
                .build();
        return sending.put(
                new Draft(from, Draft.Origin.BUSINESS_SERVER, data, operationId),
                ConversationId.notification(from, to),
                SendRules.receivers(from, to));
    }

    private static String fresh() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private void send(ContentType type, UserId from, UserId to, JsonObject tips, String operationId) {
        MsgData data = notification(type, from, to, tips).build();
        Draft draft = new Draft(from, Draft.Origin.BUSINESS_SERVER, data, operationId);
        try {
            sending.put(draft, ConversationId.notification(from, to), SendRules.receivers(from, to))
                    .exceptionally(failure -> {
                        logUnsent(type, operationId, failure);
                        return null;
                    });
        } catch (RuntimeException e) {
            logUnsent(type, operationId, e);
        }
    }

    private MsgData.Builder notification(ContentType type, UserId from, UserId to, JsonObject tips) {
        long now = clock.millis();
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID(fresh())
                .setSenderPlatformID(Platform.ADMIN.id())
                .setSessionType(SessionType.SINGLE.number())
                .setContentType(type.number())
                .setContent(ByteString.copyFromUtf8(detail(tips)))
                .setCreateTime(now)
                .setSendTime(now);
        for (MessageOption option : MessageOption.values()) {
            data.putOptions(option.key(), option == MessageOption.SENDER_SYNC);
        }
        return data;
    }

    /** The tips travel as a JSON text inside a JSON text. */
    static String detail(JsonObject tips) {
        return JSON.createObjectBuilder().add("detail", tips.toString()).build().toString();
    }

    private static void logUnsent(ContentType type, String operationId, Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "IM-1103 notification " + type
                        + " was not sent, devices see the change at their next sync; operationID=" + operationId,
                failure);
    }
}
