package dev.tidings.gateway.rest;

import dev.tidings.msg.Overview;
import dev.tidings.omtp.proto.Conversation;
import dev.tidings.omtp.proto.ConversationMsg;
import dev.tidings.omtp.proto.GetActiveConversationsResp;
import dev.tidings.omtp.proto.UserInfo;
import dev.tidings.user.User;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** The overview in both of its forms. */
final class Overviews {
    private Overviews() {}

    static JsonObject json(Overview overview) {
        return Json.object()
                .add("unreadCount", overview.unread())
                .add("conversations", Json.list(overview.lines(), Overviews::json))
                .build();
    }

    private static JsonObject json(Overview.Line line) {
        JsonObjectBuilder object = Json.object()
                .add("conversation", Shapes.conversation(line.conversation()))
                .add("maxSeq", line.state().maxSeq())
                .add("readSeq", line.state().hasReadSeq());
        if (line.last() != null) {
            object.add("lastMsg", Shapes.message(Shapes.decoded(line.last()), Shapes.Content.BASE64));
        }
        if (line.peer() != null) {
            object.add("user", Shapes.user(line.peer()));
        }
        return object.build();
    }

    /** The answer to both requests: theirs have the same fields. */
    static GetActiveConversationsResp protobuf(Overview overview) {
        GetActiveConversationsResp.Builder answer =
                GetActiveConversationsResp.newBuilder().setUnreadCount(overview.unread());
        overview.lines().forEach(line -> answer.addConversations(protobuf(line)));
        return answer.build();
    }

    private static ConversationMsg protobuf(Overview.Line line) {
        ConversationMsg.Builder message = ConversationMsg.newBuilder()
                .setConversation(protobuf(line.conversation()))
                .setMaxSeq(line.state().maxSeq())
                .setReadSeq(line.state().hasReadSeq());
        if (line.last() != null) {
            message.setLastMsg(Shapes.decoded(line.last()));
        }
        if (line.peer() != null) {
            message.setUser(protobuf(line.peer()));
        }
        return message.build();
    }

    private static Conversation protobuf(dev.tidings.conversation.Conversation conversation) {
        return Conversation.newBuilder()
                .setOwnerUserID(conversation.owner().value())
                .setConversationID(conversation.id().value())
                .setRecvMsgOpt(conversation.recvMsgOpt())
                .setConversationType(conversation.type())
                .setUserID(conversation.peer())
                .setGroupID(conversation.group())
                .setIsPinned(conversation.pinned())
                .setAttachedInfo(conversation.attachedInfo())
                .setIsPrivateChat(conversation.privateChat())
                .setGroupAtType(conversation.groupAtType())
                .setEx(conversation.ex())
                .setBurnDuration(conversation.burnDuration())
                .setMinSeq(conversation.minSeq())
                .setMaxSeq(conversation.maxSeq())
                .setMsgDestructTime(conversation.msgDestructTime())
                .setLatestMsgDestructTime(conversation.latestMsgDestructTime())
                .setIsMsgDestruct(conversation.msgDestruct())
                .build();
    }

    private static UserInfo protobuf(User user) {
        return UserInfo.newBuilder()
                .setUserID(user.id().value())
                .setNickname(user.nickname())
                .setFaceURL(user.faceUrl())
                .setEx(user.ex())
                .setCreateTime(user.createTime())
                .setAppMangerLevel(user.appMangerLevel())
                .setGlobalRecvMsgOpt(user.globalRecvMsgOpt())
                .build();
    }
}
