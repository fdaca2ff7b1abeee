package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes replies; stored documents go out as they lie. */
final class ReplyEncoder extends MessageToByteEncoder<Reply> {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int OP_MSG = 2013;
    private static final int SMALL_REPLY = 256;
    private static final int NAME_BYTES = 8;

    ReplyEncoder() {
        super(Reply.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Reply reply, boolean preferDirect) {
        return context.alloc().ioBuffer(SMALL_REPLY + rawBytes(reply.document()));
    }

    private static int rawBytes(Object value) {
        int bytes = 0;
        if (value instanceof RawDocument rawDocument) {
            bytes = rawDocument.bson().length + NAME_BYTES;
        } else if (value instanceof Document document) {
            for (Object element : document.values()) {
                bytes += element instanceof Document || element instanceof Collection ? rawBytes(element) : 0;
            }
        } else if (value instanceof Collection) {
            for (Object element : (Collection<?>) value) {
                bytes += element instanceof RawDocument ? rawBytes(element) : 0;
            }
        }
        return bytes;
    }

    @Override
    protected void encode(ChannelHandlerContext context, Reply reply, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        out.writeIntLE(NUMBERS.incrementAndGet());
        out.writeIntLE(reply.responseTo());
        out.writeIntLE(OP_MSG);
        out.writeIntLE(0);
        out.writeByte(0);
        document(reply.document(), out);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static void document(Document document, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            value(entry.getKey(), entry.getValue(), out);
        }
        out.writeByte(0);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static void value(String name, @Nullable Object value, ByteBuf out) {
        if (value instanceof RawDocument rawDocument) {
            name(Bson.DOCUMENT, name, out);
            out.writeBytes(rawDocument.bson());
        } else if (value instanceof Document document) {
            name(Bson.DOCUMENT, name, out);
            document(document, out);
        } else if (value instanceof Collection) {
            name(Bson.ARRAY, name, out);
            array((Collection<?>) value, out);
        } else {
            byte type = BsonEncoder.determineType(value);
            name(type, name, out);
            BsonEncoder.encodeValue(type, value, out);
        }
    }

    private static void array(Collection<?> values, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        int position = 0;
        for (Object value : values) {
            value(Integer.toString(position), value, out);
            position++;
        }
        out.writeByte(0);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static void name(byte type, String name, ByteBuf out) {
        out.writeByte(type);
        out.writeCharSequence(name, StandardCharsets.UTF_8);
        out.writeByte(0);
    }
}
