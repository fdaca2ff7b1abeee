package dev.tidings.hook;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.user.User;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes events of what happened. The same happening makes the same event, id included, however often it is told. */
public final class Events {
    private static final JsonProvider JSON = JsonProvider.provider();

    private Events() {}

    /** A message was accepted. */
    public static HookEvent sent(Message message) {
        MsgData data = data(message);
        Hook hook = Hook.AFTER_SEND_SINGLE_MSG;
        return new HookEvent(
                message.id() + ":" + hook.hookName(),
                hook,
                message.conversation().value(),
                message.operationId(),
                MessageBodies.key(data),
                MessageBodies.single(hook, data, message.operationId()).toString());
    }

    /** A message is in the mailboxes. */
    static HookEvent saved(Delivery stored) {
        Message message = stored.message();
        MsgData data = data(message).toBuilder().setSeq(stored.seq()).build();
        return new HookEvent(
                message.id() + ":" + Hook.AFTER_MSG_SAVE_DB.hookName(),
                Hook.AFTER_MSG_SAVE_DB,
                message.conversation().value(),
                message.operationId(),
                "",
                MessageBodies.saved(data, message.operationId()).toString());
    }

    /** The message that this is about, as it was accepted. */
    static MsgData data(Message message) {
        try {
            return MsgData.parseFrom(message.body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the accepted message " + message.id() + " cannot be read", e);
        }
    }

    static HookEvent read(
            ConversationId conversation, UserId reader, Collection<Long> seqs, long hasReadSeq, String operationId) {
        JsonArrayBuilder read = JSON.createArrayBuilder();
        seqs.forEach(read::add);
        String body = JSON.createObjectBuilder()
                .add("callbackCommand", Hook.AFTER_SINGLE_MSG_READ.command())
                .add("conversationID", conversation.value())
                .add("userID", reader.value())
                .add("seqs", read)
                .add("hasReadSeq", hasReadSeq)
                .add("contentType", 101)
                .build()
                .toString();
        return new HookEvent(named(body), Hook.AFTER_SINGLE_MSG_READ, conversation.value(), operationId, "", body);
    }

    static HookEvent revoked(ConversationId conversation, long seq, UserId revoker, String operationId) {
        String body = JSON.createObjectBuilder()
                .add("callbackCommand", Hook.AFTER_REVOKE_MSG.command())
                .add("conversationID", conversation.value())
                .add("seq", seq)
                .add("userID", revoker.value())
                .build()
                .toString();
        return new HookEvent(named(body), Hook.AFTER_REVOKE_MSG, conversation.value(), operationId, "", body);
    }

    static HookEvent registered(List<User> users, String operationId) {
        String who = users.stream().map(user -> user.id().value()).collect(Collectors.joining("/"));
        return new HookEvent(
                named(Hook.AFTER_USER_REGISTER.hookName() + "/" + who),
                Hook.AFTER_USER_REGISTER,
                users.get(0).id().value(),
                operationId,
                "",
                UserBodies.of(Hook.AFTER_USER_REGISTER, users).toString());
    }

    /** A device came, went or was thrown out: each time is a happening of its own. */
    static HookEvent presence(Hook hook, UserId user, OnlineDevice device) {
        String operationId = UUID.randomUUID().toString();
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("callbackCommand", hook.command())
                .add("operationID", operationId)
                .add("platformID", device.platformId())
                .add("platform", Platforms.name(device.platformId()))
                .add("userID", user.value())
                .add("seq", 0);
        if (hook == Hook.AFTER_USER_ONLINE) {
            body.add("isAppBackground", device.background());
        }
        if (hook != Hook.AFTER_USER_KICK_OFF) {
            body.add("connID", device.connectionId());
        }
        return new HookEvent(
                operationId, hook, user.value(), operationId, "", body.build().toString());
    }

    private static String named(String what) {
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
