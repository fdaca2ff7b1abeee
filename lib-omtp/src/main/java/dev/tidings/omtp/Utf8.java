package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;

/** UTF-8 as the protocol needs it: strict when reading, never failing when writing. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The text of these bytes, which must be valid UTF-8 and at most {@link Envelope#MAX_STRING_BYTES} long. */
    static String decode(byte[] bytes, int from, int length) {
        if (length > Envelope.MAX_STRING_BYTES) {
            throw new MalformedFrameException("string too long");
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        // Decoding replaces what is invalid, and only then (or if it was sent as such) is the replacement in the text.
        if (text.indexOf(REPLACEMENT) >= 0) {
            ByteString slice = UnsafeByteOperations.unsafeWrap(bytes, from, length);
            if (!slice.isValidUtf8()) {
                throw new MalformedFrameException("invalid UTF-8");
            }
        }
        return text;
    }
}
