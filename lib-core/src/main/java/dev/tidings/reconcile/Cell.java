package dev.tidings.reconcile;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Series;

/** What is stored at a place. */
sealed interface Cell {
    /** What a series has at a place whose message is lost and could not be found again. */
    String LOST = "lost-";

    long seq();

    MessageId id();

    Series series();

    /** Whether it only keeps a place whose message is lost. */
    default boolean isLost() {
        return id().value().startsWith(LOST);
    }

    /** The id of what keeps a place: the same whoever puts it there. */
    static MessageId lost(Place place) {
        return new MessageId(LOST + MessageId.of(new UserId("lost"), place.key()));
    }

    /** How far a message was replaced. */
    enum Replaced {
        NOT,
        /** Nobody may have been told yet. */
        BEGUN,
        DONE
    }

    /**
     * A message in its conversation.
     *
     * @param sendTime ms since epoch
     * @param body encoded {@code MsgData}
     */
    record OfMessage(
            ConversationId conversation, long seq, MessageId id, long sendTime, ByteString body, Replaced replaced)
            implements Cell {
        @Override
        public Series series() {
            return Series.of(conversation);
        }

        boolean isReplaced() {
            return replaced != Replaced.NOT;
        }
    }

    /**
     * A reference in a mailbox.
     *
     * @param conversationSeq where its message is, in {@code conversation}
     */
    record OfMailbox(UserId owner, long seq, MessageId id, ConversationId conversation, long conversationSeq)
            implements Cell {
        @Override
        public Series series() {
            return Series.mailboxOf(owner);
        }

        Place target() {
            return new Place(Series.of(conversation), conversationSeq);
        }
    }

    /** The body of a place whose message is lost: what readers get for a message that is deleted. */
    static ByteString lostBody(MessageId id, long sendTime) {
        return MsgData.newBuilder()
                .setServerMsgID(id.value())
                .setClientMsgID(id.value())
                .setSendTime(sendTime)
                .setStatus(MessageStatus.HAS_DELETED.number())
                .build()
                .toByteString();
    }
}
