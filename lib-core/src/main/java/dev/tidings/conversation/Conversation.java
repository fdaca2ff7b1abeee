package dev.tidings.conversation;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/**
 * A conversation as one of its participants has it set: the protocol's {@code Conversation}.
 *
 * @param type the session type: 1 single, 3 group, 4 notification account
 * @param peer {@code userID}: the other user of a single conversation, else empty
 * @param group {@code groupID}, empty if there is none; at most 64 characters
 * @param recvMsgOpt 0 receive, 1 do not receive, 2 receive without notifying
 * @param attachedInfo at most 1024 characters
 * @param privateChat burn after reading
 * @param groupAtType 0 to 4, a client's mark that it was mentioned
 * @param ex at most 1024 characters
 * @param burnDuration seconds
 * @param minSeq what the owner has cleared ends before it; 0 for nothing
 * @param maxSeq what the owner may read ends with it; 0 for no limit
 * @param msgDestructTime seconds after which messages are to disappear
 * @param latestMsgDestructTime ms since epoch
 */
public record Conversation(
        UserId owner,
        ConversationId id,
        int type,
        String peer,
        String group,
        int recvMsgOpt,
        boolean pinned,
        String attachedInfo,
        boolean privateChat,
        int groupAtType,
        String ex,
        int burnDuration,
        long minSeq,
        long maxSeq,
        long msgDestructTime,
        long latestMsgDestructTime,
        boolean msgDestruct) {
    private static final int TEXT_MAX = 1024;
    private static final int GROUP_MAX = 64;
    private static final int RECV_MSG_OPT_MAX = 2;
    private static final int GROUP_AT_TYPE_MAX = 4;
    private static final int SINGLE = 1;
    private static final int GROUP = 3;

    /** @throws ImException {@code ARGS} if a field is too long or has no meaning */
    public Conversation {
        check(peer.length() <= UserId.MAX_LENGTH, "userID has at most 64 characters");
        check(group.length() <= GROUP_MAX, "groupID has at most 64 characters");
        check(attachedInfo.length() <= TEXT_MAX, "attachedInfo has at most 1024 characters");
        check(ex.length() <= TEXT_MAX, "ex has at most 1024 characters");
        check(recvMsgOpt >= 0 && recvMsgOpt <= RECV_MSG_OPT_MAX, "recvMsgOpt is 0, 1 or 2");
        check(groupAtType >= 0 && groupAtType <= GROUP_AT_TYPE_MAX, "groupAtType is 0 to 4");
        check(burnDuration >= 0, "burnDuration is not negative");
        check(minSeq >= 0 && maxSeq >= 0, "minSeq and maxSeq are not negative");
    }

    /** The owner's side of a conversation with another user, nothing set. */
    public static Conversation single(UserId owner, UserId peer) {
        return unset(owner, ConversationId.single(owner, peer), SINGLE, peer.value(), "");
    }

    /** A member's side of a group's conversation, nothing set. */
    public static Conversation group(UserId owner, ConversationId id, String group) {
        return unset(owner, id, GROUP, "", group);
    }

    /** A conversation of any type, nothing set. */
    public static Conversation unset(UserId owner, ConversationId id, int type, String peer, String group) {
        return new Conversation(owner, id, type, peer, group, 0, false, "", false, 0, "", 0, 0, 0, 0, 0, false);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new ImException(ErrorCode.ARGS, rule);
        }
    }
}
