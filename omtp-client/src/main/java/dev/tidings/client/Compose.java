package dev.tidings.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageFrom;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Writes messages as the SDKs would. Each has a clientMsgID of its own; sending one again is a retry of the same. */
public final class Compose {
    private final Login login;
    private final Clock clock;

    public Compose(Login login, Clock clock) {
        this.login = login;
        this.clock = clock;
    }

    /** Text to a user. */
    public MsgData text(String recvID, String text) {
        return text(SessionType.SINGLE, text).setRecvID(recvID).build();
    }

    /** Text to a group. */
    public MsgData groupText(String groupID, String text) {
        return text(SessionType.READ_GROUP, text).setGroupID(groupID).build();
    }

    /** "I am typing" or "I stopped", to a user: seen now or never. */
    public MsgData typing(String recvID, boolean typing) {
        MsgData.Builder message = message(
                        SessionType.SINGLE,
                        ContentType.TYPING,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("msgTips", typing ? "yes" : "no")
                                .toString())
                .setRecvID(recvID);
        for (MessageOption option : new MessageOption[] {
            MessageOption.HISTORY,
            MessageOption.PERSISTENT,
            MessageOption.SENDER_SYNC,
            MessageOption.CONVERSATION_UPDATE,
            MessageOption.SENDER_CONVERSATION_UPDATE,
            MessageOption.UNREAD_COUNT,
            MessageOption.OFFLINE_PUSH
        }) {
            message.putOptions(option.key(), false);
        }
        return message.build();
    }

    private MsgData.Builder text(SessionType session, String text) {
        return message(
                session,
                ContentType.TEXT,
                JsonNodeFactory.instance.objectNode().put("content", text).toString());
    }

    /** A message of any type; the receiver is still to be set. */
    public MsgData.Builder message(SessionType session, ContentType type, String contentJson) {
        return MsgData.newBuilder()
                .setSendID(login.userID())
                .setClientMsgID(newClientMsgID())
                .setSenderPlatformID(login.platform().id())
                .setSenderNickname(login.userID())
                .setSessionType(session.number())
                .setMsgFrom(MessageFrom.USER.number())
                .setContentType(type.number())
                .setContent(ByteString.copyFromUtf8(contentJson))
                .setCreateTime(clock.millis())
                .setStatus(MessageStatus.SENDING.number())
                .setOfflinePushInfo(OfflinePushInfo.newBuilder()
                        .setTitle("You have a new message.")
                        .setIOSPushSound("+1")
                        .setIOSBadgeCount(true))
                .setAttachedInfo("null");
    }

    /** 32 hex digits, as the SDKs' MD5 of a time and a random number. */
    static String newClientMsgID() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
