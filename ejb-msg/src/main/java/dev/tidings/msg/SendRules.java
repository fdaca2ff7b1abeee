package dev.tidings.msg;

import com.google.protobuf.ByteString;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import java.util.List;

/** What a message must be like before anything is asked of a store. Every refusal names the field and the limit. */
final class SendRules {
    static final int CLIENT_MSG_ID_MAX = 64;
    /** An envelope of 50 KB is the most a client may send; this leaves room for what surrounds the content. */
    static final int CONTENT_BYTES_MAX = 40 * 1024;

    /** All fields together: ids and lists have no limit on each other, and several messages must fit into one answer. */
    private static final int MESSAGE_BYTES_MAX = 128 * 1024;

    private static final int NAME_MAX = 255;
    private static final int FACE_URL_MAX = 1024;
    private static final int TEXT_MAX = 4 * 1024;
    private static final int OPTIONS_MAX = 32;
    private static final int AT_USERS_MAX = 500;

    private SendRules() {}

    /**
     * Checks a draft.
     *
     * @throws ImException {@code ARGS} with the first thing that is wrong
     */
    static void check(Draft draft) {
        MsgData data = draft.data();
        require(data.getSendID().equals(draft.sender().value()), "sendID is not the sender");
        require(!data.getClientMsgID().isBlank(), "clientMsgID is blank");
        atMost(data.getClientMsgID(), CLIENT_MSG_ID_MAX, "clientMsgID");
        require(isPlain(data.getClientMsgID()), "clientMsgID has white space or control characters");
        checkContent(draft);
        atMost(data.getSenderNickname(), NAME_MAX, "senderNickname");
        atMost(data.getSenderFaceURL(), FACE_URL_MAX, "senderFaceURL");
        atMost(data.getAttachedInfo(), TEXT_MAX, "attachedInfo");
        atMost(data.getEx(), TEXT_MAX, "ex");
        require(data.getOptionsCount() <= OPTIONS_MAX, "more than " + OPTIONS_MAX + " options");
        require(data.getAtUserIDListCount() <= AT_USERS_MAX, "more than " + AT_USERS_MAX + " atUserIDList");
        require(data.getOfflinePushInfo().getSerializedSize() <= TEXT_MAX, "offlinePushInfo is larger than 4 KB");
        require(
                data.getSerializedSize() <= MESSAGE_BYTES_MAX,
                "the message is larger than " + MESSAGE_BYTES_MAX + " bytes");
    }

    private static void checkContent(Draft draft) {
        int type = draft.data().getContentType();
        require(type > 100 && type <= ContentType.NOTIFICATION_END, "contentType " + type + " is unknown");
        require(
                draft.origin() == Draft.Origin.BUSINESS_SERVER || !ContentType.isNotification(type),
                "contentType " + type + " is the server's to send");
        require(
                draft.origin() == Draft.Origin.BUSINESS_SERVER || !isNotificationByOption(draft.data()),
                "options.isNotNotification is the server's to switch off");
        ByteString content = draft.data().getContent();
        require(!content.isEmpty(), "content is empty");
        require(content.size() <= CONTENT_BYTES_MAX, "content is larger than " + CONTENT_BYTES_MAX + " bytes");
        require(content.isValidUtf8(), "content is not UTF-8");
    }

    private static boolean isNotificationByOption(MsgData data) {
        return !MessageOption.IS_NOT_NOTIFICATION.in(data.getOptionsMap());
    }

    /**
     * The conversation a draft belongs to.
     *
     * @throws ImException {@code ARGS} if it names no receiver or no known kind of conversation
     */
    static ConversationId conversation(Draft draft, UserId receiver) {
        SessionType type = SessionType.of(draft.data().getSessionType())
                .orElseThrow(() -> new ImException(
                        ErrorCode.ARGS, "sessionType " + draft.data().getSessionType() + " is unknown"));
        boolean notification = isNotificationByOption(draft.data());
        return switch (type) {
            case SINGLE ->
                notification
                        ? ConversationId.notification(draft.sender(), receiver)
                        : ConversationId.single(draft.sender(), receiver);
            case NOTIFICATION -> {
                require(draft.origin() == Draft.Origin.BUSINESS_SERVER, "sessionType 4 is the server's to send");
                yield ConversationId.notificationChat(draft.sender(), receiver);
            }
            case WRITE_GROUP, READ_GROUP ->
                throw new ImException(
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        "there is no group " + draft.data().getGroupID());
        };
    }

    /** Who is to receive a draft, apart from its sender. */
    static UserId receiver(Draft draft) {
        require(!draft.data().getRecvID().isBlank() || draft.data().getSessionType() > 1, "recvID is blank");
        if (draft.data().getSessionType() == SessionType.WRITE_GROUP.number()
                || draft.data().getSessionType() == SessionType.READ_GROUP.number()) {
            require(!draft.data().getGroupID().isBlank(), "groupID is blank");
            throw new ImException(
                    ErrorCode.GROUP_ID_NOT_FOUND,
                    "there is no group " + draft.data().getGroupID());
        }
        return new UserId(draft.data().getRecvID());
    }

    /** The receivers of a message between two: nobody, if it is a note to oneself. */
    static List<UserId> receivers(UserId sender, UserId receiver) {
        return sender.equals(receiver) ? List.of() : List.of(receiver);
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    private static void atMost(String text, int max, String field) {
        require(text.length() <= max, field + " is longer than " + max + " characters");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ImException(ErrorCode.ARGS, otherwise);
        }
    }
}
