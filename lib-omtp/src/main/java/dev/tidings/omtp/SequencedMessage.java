package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tidings.omtp.proto.MsgData;

/**
 * A message as it goes into a push or a pull: its bytes, encoded once for everyone, and its place in the conversation.
 *
 * @param withoutSeq an encoded MsgData whose seq is not set
 * @param seq 1 or higher, or 0 for what has no place (typing and the like)
 */
public record SequencedMessage(ByteString withoutSeq, long seq) {
    public SequencedMessage {
        if (seq < 0) {
            throw new IllegalArgumentException("negative seq: " + seq);
        }
    }

    /** The bytes it takes in a payload, but for a few around it: for keeping an answer below a limit. */
    public int size() {
        return withoutSeq.size() + (seq == 0 ? 0 : CodedOutputStream.computeInt64Size(MsgData.SEQ_FIELD_NUMBER, seq));
    }
}
