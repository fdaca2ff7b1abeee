package dev.tidings.conversation;

import org.jspecify.annotations.Nullable;

/** What an owner sets for a conversation; null leaves it as it is. The limits are those of {@link Conversation}. */
public record ConversationChanges(
        @Nullable Integer recvMsgOpt,
        @Nullable Boolean pinned,
        @Nullable String attachedInfo,
        @Nullable Boolean privateChat,
        @Nullable Integer groupAtType,
        @Nullable String ex,
        @Nullable Integer burnDuration,
        @Nullable Long minSeq,
        @Nullable Long maxSeq,
        @Nullable Long msgDestructTime,
        @Nullable Long latestMsgDestructTime,
        @Nullable Boolean msgDestruct) {
    /** Changes nothing. */
    public static final ConversationChanges NONE =
            new ConversationChanges(null, null, null, null, null, null, null, null, null, null, null, null);

    public ConversationChanges withRecvMsgOpt(int value) {
        return new ConversationChanges(
                value,
                pinned,
                attachedInfo,
                privateChat,
                groupAtType,
                ex,
                burnDuration,
                minSeq,
                maxSeq,
                msgDestructTime,
                latestMsgDestructTime,
                msgDestruct);
    }

    public ConversationChanges withPinned(boolean value) {
        return new ConversationChanges(
                recvMsgOpt,
                value,
                attachedInfo,
                privateChat,
                groupAtType,
                ex,
                burnDuration,
                minSeq,
                maxSeq,
                msgDestructTime,
                latestMsgDestructTime,
                msgDestruct);
    }

    public ConversationChanges withMinSeq(long value) {
        return new ConversationChanges(
                recvMsgOpt,
                pinned,
                attachedInfo,
                privateChat,
                groupAtType,
                ex,
                burnDuration,
                value,
                maxSeq,
                msgDestructTime,
                latestMsgDestructTime,
                msgDestruct);
    }

    Conversation appliedTo(Conversation c) {
        return new Conversation(
                c.owner(),
                c.id(),
                c.type(),
                c.peer(),
                c.group(),
                or(recvMsgOpt, c.recvMsgOpt()),
                or(pinned, c.pinned()),
                or(attachedInfo, c.attachedInfo()),
                or(privateChat, c.privateChat()),
                or(groupAtType, c.groupAtType()),
                or(ex, c.ex()),
                or(burnDuration, c.burnDuration()),
                or(minSeq, c.minSeq()),
                or(maxSeq, c.maxSeq()),
                or(msgDestructTime, c.msgDestructTime()),
                or(latestMsgDestructTime, c.latestMsgDestructTime()),
                or(msgDestruct, c.msgDestruct()));
    }

    private static <T> T or(@Nullable T changed, T current) {
        return changed == null ? current : changed;
    }
}
