package dev.tidings.gateway.rest;

import com.google.protobuf.ByteString;
import dev.tidings.message.UserId;
import dev.tidings.msg.Draft;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Makes a draft of what the business server asks to be sent in a user's name. */
final class Outgoing {
    /** A clock that is a little ahead is no fault; a message from the far future would stay the newest for ever. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private static final Set<ContentType> SENDABLE = EnumSet.of(
            ContentType.TEXT,
            ContentType.PICTURE,
            ContentType.VOICE,
            ContentType.VIDEO,
            ContentType.FILE,
            ContentType.AT_TEXT,
            ContentType.CUSTOM,
            ContentType.QUOTE,
            ContentType.MARKDOWN,
            ContentType.OA_NOTIFICATION);
    /** What an online-only message is not: kept, counted, shown as the newest, or worth waking anyone for. */
    private static final Set<MessageOption> OFF_IF_ONLINE_ONLY = EnumSet.of(
            MessageOption.HISTORY,
            MessageOption.PERSISTENT,
            MessageOption.OFFLINE_PUSH,
            MessageOption.UNREAD_COUNT,
            MessageOption.CONVERSATION_UPDATE,
            MessageOption.SENDER_CONVERSATION_UPDATE,
            MessageOption.SENDER_SYNC);

    private Outgoing() {}

    /** @param now ms since epoch, for a body that gives no {@code sendTime} */
    static Draft draft(UserId sender, Body body, long now, String operationId) {
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(sender.value())
                .setClientMsgID(clientMsgId(body))
                .setSenderPlatformID(
                        body.has("senderPlatformID") ? Bodies.platform(body, "senderPlatformID") : Platform.ADMIN.id())
                .setSenderNickname(body.string("senderNickname"))
                .setSenderFaceURL(body.string("senderFaceURL"))
                .setContentType(contentType(body))
                .setContent(content(body))
                .setCreateTime(now)
                .setSendTime(sendTime(body, now))
                .setEx(body.string("ex"));
        receiver(body, data);
        options(body, data);
        body.optionalObject("offlinePushInfo").ifPresent(push -> data.setOfflinePushInfo(Bodies.offlinePush(push)));
        return new Draft(sender, Draft.Origin.BUSINESS_SERVER, data.build(), operationId);
    }

    /** Whoever gives one can repeat the request without sending twice. */
    private static String clientMsgId(Body body) {
        return body.nonEmptyString("clientMsgID")
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
    }

    private static int contentType(Body body) {
        int number = body.requiredInt("contentType");
        if (ContentType.of(number).filter(SENDABLE::contains).isEmpty()) {
            throw Body.wrong("contentType", number + " is not one that can be sent: 101-106, 110, 114, 118 or 1400");
        }
        return number;
    }

    private static ByteString content(Body body) {
        Body content = body.object("content");
        if (body.requiredInt("contentType") == ContentType.TEXT.number()) {
            content.requiredString("content");
        }
        return ByteString.copyFromUtf8(content.text());
    }

    private static long sendTime(Body body, long now) {
        long time = body.seq("sendTime");
        if (time > now + AHEAD_MAX.toMillis()) {
            throw Body.wrong("sendTime", "is in the future");
        }
        return time;
    }

    private static void receiver(Body body, MsgData.Builder data) {
        int type = body.requiredInt("sessionType");
        SessionType session =
                SessionType.of(type).orElseThrow(() -> Body.wrong("sessionType", type + " is not 1, 3 or 4"));
        data.setSessionType(type);
        switch (session) {
            case SINGLE, NOTIFICATION -> data.setRecvID(body.userId("recvID").value());
            case WRITE_GROUP, READ_GROUP -> data.setGroupID(body.requiredString("groupID"));
        }
    }

    private static void options(Body body, MsgData.Builder data) {
        if (body.flag("isOnlineOnly")) {
            OFF_IF_ONLINE_ONLY.forEach(option -> data.putOptions(option.key(), false));
        }
        if (body.flag("notOfflinePush")) {
            data.putOptions(MessageOption.OFFLINE_PUSH.key(), false);
        }
    }
}
