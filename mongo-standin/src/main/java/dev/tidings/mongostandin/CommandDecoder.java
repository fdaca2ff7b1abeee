package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages out of the stream. {@code OP_MSG}, which is all that drivers send once they know the server, is read
 * here so that documents to insert need not be taken apart; the library reads the old form of their first message.
 */
final class CommandDecoder extends MongoWireProtocolHandler {
    private static final int HEADER_BYTES = 16;
    private static final int OP_MSG = 2013;

    /** What drivers are told: 48 MB. */
    private static final int MESSAGE_BYTES_MAX = MAX_MESSAGE_SIZE_BYTES;

    private static final int CHECKSUM_PRESENT = 1;
    private static final int MORE_TO_COME = 1 << 1;
    private static final int EXHAUST_ALLOWED = 1 << 16;
    private static final int CHECKSUM_BYTES = 4;

    @Override
    protected @Nullable ClientRequest decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        if (in.readableBytes() < HEADER_BYTES) {
            return null;
        }
        int start = in.readerIndex();
        int length = in.getIntLE(start);
        if (length < HEADER_BYTES || length > MESSAGE_BYTES_MAX) {
            throw new CorruptedFrameException("a message claims " + length + " bytes");
        }
        if (in.getIntLE(start + 12) != OP_MSG) {
            return super.decode(context, in);
        }
        if (in.readableBytes() < length) {
            return null;
        }
        MessageHeader header = new MessageHeader(length, in.getIntLE(start + 4), in.getIntLE(start + 8));
        ByteBuf body = in.readSlice(length).skipBytes(HEADER_BYTES);
        int flags = body.readIntLE();
        if ((flags & ~(CHECKSUM_PRESENT | MORE_TO_COME | EXHAUST_ALLOWED)) != 0) {
            throw new CorruptedFrameException("unknown flags in a message: " + flags);
        }
        int end = body.writerIndex() - ((flags & CHECKSUM_PRESENT) != 0 ? CHECKSUM_BYTES : 0);
        return new Command(context.channel(), header, sections(body, end), (flags & MORE_TO_COME) == 0);
    }

    private static Document sections(ByteBuf body, int end) {
        Document command = null;
        Document sequences = new Document();
        while (body.readerIndex() < end) {
            byte kind = body.readByte();
            if (kind == 0 && command == null) {
                byte[] bson = document(body, end);
                Bson.validate(bson);
                command = Bson.decode(bson);
            } else if (kind == 1) {
                sequence(body, end, sequences);
            } else {
                throw new CorruptedFrameException("unexpected section in a message: " + kind);
            }
        }
        if (command == null || command.isEmpty()) {
            throw new CorruptedFrameException("a message without a command");
        }
        command.putAll(sequences);
        return command;
    }

    private static void sequence(ByteBuf body, int messageEnd, Document sequences) {
        int start = body.readerIndex();
        int size = body.readIntLE();
        int end = start + size;
        int nameBytes = body.bytesBefore((byte) 0);
        if (size < 0 || end > messageEnd || nameBytes < 0) {
            throw new CorruptedFrameException("a sequence of documents claims " + size + " bytes");
        }
        String name = body.readCharSequence(nameBytes, StandardCharsets.UTF_8).toString();
        body.skipBytes(1);
        boolean raw = name.equals("documents");
        List<Object> documents = new ArrayList<>();
        while (body.readerIndex() < end) {
            byte[] bson = document(body, end);
            if (raw) {
                documents.add(new RawDocument(bson)); // validated by whoever stores it
            } else {
                Bson.validate(bson);
                documents.add(Bson.decode(bson));
            }
        }
        sequences.put(name, documents);
    }

    private static byte[] document(ByteBuf body, int end) {
        int size = body.readableBytes() < 4 ? -1 : body.getIntLE(body.readerIndex());
        if (size < 5 || size > end - body.readerIndex()) {
            throw new CorruptedFrameException("a document claims " + size + " bytes");
        }
        byte[] bson = new byte[size];
        body.readBytes(bson);
        return bson;
    }
}
