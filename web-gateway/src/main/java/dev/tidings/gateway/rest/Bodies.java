package dev.tidings.gateway.rest;

import dev.tidings.conversation.ConversationChanges;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.OfflinePushInfo;
import dev.tidings.user.User;
import dev.tidings.user.UserChanges;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the protocol's objects from a body. */
final class Bodies {
    private Bodies() {}

    /** @throws ImException {@code ARGS} if there is no such platform */
    static int platform(Body body, String field) {
        int platform = body.requiredInt(field);
        if (Platform.of(platform).isEmpty()) {
            throw Body.wrong(field, "is not 1 to " + Platform.values().length);
        }
        return platform;
    }

    /** A user to be registered; a {@code createTime} of 0 means now. */
    static User newUser(Body user) {
        return new User(
                user.userId("userID"),
                user.string("nickname"),
                user.string("faceURL"),
                user.string("ex"),
                0,
                user.integer("appMangerLevel"),
                user.integer("globalRecvMsgOpt"));
    }

    /** Changes by an old client, which sends every field: an empty one is to stay as it is. */
    static UserChanges filledIn(Body user) {
        return new UserChanges(
                user.userId("userID"),
                orNull(user.nonEmptyString("nickname")),
                orNull(user.nonEmptyString("faceURL")),
                orNull(user.nonEmptyString("ex")),
                orNull(user.optionalInt("globalRecvMsgOpt").filter(opt -> opt != 0)));
    }

    /** Changes to a notification account: an empty field is to stay as it is. */
    static UserChanges filledInAccount(Body account) {
        return new UserChanges(
                account.userId("userID"),
                orNull(account.nonEmptyString("nickName")),
                orNull(account.nonEmptyString("faceURL")),
                null,
                null);
    }

    /** Changes by a client that sends what is to change: an empty text is meant. */
    static UserChanges given(Body user) {
        return new UserChanges(
                user.userId("userID"),
                orNull(user.optionalString("nickname")),
                orNull(user.optionalString("faceURL")),
                orNull(user.optionalString("ex")),
                orNull(user.optionalInt("globalRecvMsgOpt")));
    }

    static ConversationChanges conversationChanges(Body conversation) {
        return new ConversationChanges(
                orNull(conversation.optionalInt("recvMsgOpt")),
                orNull(conversation.optionalBoolean("isPinned")),
                orNull(conversation.optionalString("attachedInfo")),
                orNull(conversation.optionalBoolean("isPrivateChat")),
                orNull(conversation.optionalInt("groupAtType")),
                orNull(conversation.optionalString("ex")),
                orNull(conversation.optionalInt("burnDuration")),
                orNull(conversation.optionalLong("minSeq")),
                orNull(conversation.optionalLong("maxSeq")),
                orNull(conversation.optionalLong("msgDestructTime")),
                orNull(conversation.optionalLong("latestMsgDestructTime")),
                orNull(conversation.optionalBoolean("isMsgDestruct")));
    }

    static OfflinePushInfo offlinePush(Body push) {
        return OfflinePushInfo.newBuilder()
                .setTitle(push.string("title"))
                .setDesc(push.string("desc"))
                .setEx(push.string("ex"))
                .setIOSPushSound(push.string("iOSPushSound"))
                .setIOSBadgeCount(push.flag("iOSBadgeCount"))
                .setSignalInfo(push.string("signalInfo"))
                .build();
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.isPresent() ? value.get() : null;
    }
}
