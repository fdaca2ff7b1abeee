package dev.tidings.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A short mark of a long content. */
final class Crc {
    private Crc() {}

    static long of(ByteString content) {
        CRC32 crc = new CRC32();
        for (ByteBuffer part : content.asReadOnlyByteBufferList()) {
            crc.update(part);
        }
        return crc.getValue();
    }
}
