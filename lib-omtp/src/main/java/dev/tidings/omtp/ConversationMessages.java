package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PushMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Messages of one conversation, in the form that pushes and pulls share. PushMessages, PullMessageBySeqsResp and
 * GetSeqMessageResp have the same fields, so one encoding serves all three.
 *
 * @param conversationID whose messages these are
 * @param notification whether they go to the notification map, not to that of the chat messages
 * @param messages in the order in which the client is to see them
 * @param isEnd in a pull: nothing is beyond these in the order asked for
 * @param endSeq in a pull: the seq at which it ended; 0 otherwise
 */
public record ConversationMessages(
        String conversationID, boolean notification, List<SequencedMessage> messages, boolean isEnd, long endSeq) {

    // A map entry is a message of two fields, whatever the types of key and value.
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    public ConversationMessages {
        messages = List.copyOf(messages);
    }

    /** What is pushed. */
    public static ConversationMessages pushed(
            String conversationID, boolean notification, List<SequencedMessage> messages) {
        return new ConversationMessages(conversationID, notification, messages, false, 0);
    }

    /**
     * The payload of a PushMessages, PullMessageBySeqsResp or GetSeqMessageResp. Each conversation may be in it once per
     * map. The bytes of a message are copied as they are and its seq is appended, which protobuf allows: fields may come
     * in any order.
     */
    public static ByteString encode(List<ConversationMessages> conversations) {
        int[] sizes = new int[conversations.size()];
        int total = 0;
        for (int i = 0; i < sizes.length; i++) {
            ConversationMessages each = conversations.get(i);
            sizes[i] = each.pullMsgsSize();
            total += delimited(each.mapField(), each.entrySize(sizes[i]));
        }
        byte[] payload = new byte[total];
        CodedOutputStream out = CodedOutputStream.newInstance(payload);
        try {
            for (int i = 0; i < sizes.length; i++) {
                conversations.get(i).writeTo(out, sizes[i]);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("the size computed for a payload is wrong", e);
        }
        return UnsafeByteOperations.unsafeWrap(payload);
    }

    private void writeTo(CodedOutputStream out, int pullMsgsSize) throws IOException {
        out.writeTag(mapField(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(entrySize(pullMsgsSize));
        out.writeString(ENTRY_KEY, conversationID);
        out.writeTag(ENTRY_VALUE, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(pullMsgsSize);
        for (SequencedMessage each : messages) {
            out.writeTag(PullMsgs.MSGS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(each.size());
            out.writeRawBytes(each.withoutSeq());
            if (each.seq() != 0) {
                out.writeInt64(MsgData.SEQ_FIELD_NUMBER, each.seq());
            }
        }
        if (isEnd) {
            out.writeBool(PullMsgs.ISEND_FIELD_NUMBER, true);
        }
        if (endSeq != 0) {
            out.writeInt64(PullMsgs.ENDSEQ_FIELD_NUMBER, endSeq);
        }
    }

    private int mapField() {
        return notification ? PushMessages.NOTIFICATIONMSGS_FIELD_NUMBER : PushMessages.MSGS_FIELD_NUMBER;
    }

    private int entrySize(int pullMsgsSize) {
        return CodedOutputStream.computeStringSize(ENTRY_KEY, conversationID) + delimited(ENTRY_VALUE, pullMsgsSize);
    }

    private int pullMsgsSize() {
        int size = isEnd ? CodedOutputStream.computeBoolSize(PullMsgs.ISEND_FIELD_NUMBER, true) : 0;
        if (endSeq != 0) {
            size += CodedOutputStream.computeInt64Size(PullMsgs.ENDSEQ_FIELD_NUMBER, endSeq);
        }
        for (SequencedMessage each : messages) {
            size += delimited(PullMsgs.MSGS_FIELD_NUMBER, each.size());
        }
        return size;
    }

    private static int delimited(int field, int size) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }
}
