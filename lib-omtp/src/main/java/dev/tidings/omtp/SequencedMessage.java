package dev.tidings.omtp;

import com.google.protobuf.ByteString;

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
}
