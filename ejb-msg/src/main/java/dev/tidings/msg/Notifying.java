package dev.tidings.msg;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
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

/**
 * Tells devices that something changed, as messages of the server in the notification stream {@code n_…}: pushed once to
 * who is online, with seq 0. Who is offline finds the change by syncing. A notification that cannot be sent is therefore
 * logged, and what it tells of stays done.
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

    private void send(ContentType type, UserId from, UserId to, JsonObject tips, String operationId) {
        long now = clock.millis();
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID(UUID.randomUUID().toString().replace("-", ""))
                .setSenderPlatformID(Platform.ADMIN.id())
                .setSessionType(SessionType.SINGLE.number())
                .setContentType(type.number())
                .setContent(ByteString.copyFromUtf8(detail(tips)))
                .setCreateTime(now)
                .setSendTime(now);
        for (MessageOption option : MessageOption.values()) {
            data.putOptions(option.key(), option == MessageOption.SENDER_SYNC);
        }
        Draft draft = new Draft(from, Draft.Origin.BUSINESS_SERVER, data.build(), operationId);
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

    /** The tips travel as a JSON text inside a JSON text. */
    private static String detail(JsonObject tips) {
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
