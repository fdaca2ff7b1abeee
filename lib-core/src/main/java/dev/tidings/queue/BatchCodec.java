package dev.tidings.queue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of messages as bytes on a queue, in protobuf's wire format without a schema compiler: field 1, repeated, is a
 * message with 1 id, 2 conversation, 3 sender, 4 receivers (repeated), 5 contentType, 6 options off, 7 sendTime,
 * 8 operationId, 9 body, 10 conversation seq (deliveries only). Unknown fields are skipped, so that nodes of two versions
 * can share a queue while a cluster is upgraded.
 */
public final class BatchCodec {
    private static final int ENTRY = 1;
    private static final int ID = 1;
    private static final int CONVERSATION = 2;
    private static final int SENDER = 3;
    private static final int RECEIVER = 4;
    private static final int CONTENT_TYPE = 5;
    private static final int OPTIONS_OFF = 6;
    private static final int SEND_TIME = 7;
    private static final int OPERATION_ID = 8;
    private static final int BODY = 9;
    private static final int SEQ = 10;

    private BatchCodec() {}

    public static byte[] encode(List<Message> messages) {
        return encodeDeliveries(
                messages.stream().map(message -> new Delivery(message, 0)).toList());
    }

    public static byte[] encodeDeliveries(List<Delivery> deliveries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * deliveries.size());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Delivery delivery : deliveries) {
                out.writeTag(ENTRY, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(size(delivery));
                write(delivery, out);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int size(Delivery delivery) {
        Message message = delivery.message();
        int size = CodedOutputStream.computeStringSize(ID, message.id().value())
                + CodedOutputStream.computeStringSize(
                        CONVERSATION, message.conversation().value())
                + CodedOutputStream.computeStringSize(SENDER, message.sender().value())
                + CodedOutputStream.computeInt32Size(CONTENT_TYPE, message.contentType())
                + CodedOutputStream.computeInt32Size(
                        OPTIONS_OFF, message.options().off())
                + CodedOutputStream.computeInt64Size(SEND_TIME, message.sendTime())
                + CodedOutputStream.computeStringSize(OPERATION_ID, message.operationId())
                + CodedOutputStream.computeBytesSize(BODY, message.body())
                + CodedOutputStream.computeInt64Size(SEQ, delivery.seq());
        for (UserId receiver : message.receivers()) {
            size += CodedOutputStream.computeStringSize(RECEIVER, receiver.value());
        }
        return size;
    }

    private static void write(Delivery delivery, CodedOutputStream out) throws IOException {
        Message message = delivery.message();
        out.writeString(ID, message.id().value());
        out.writeString(CONVERSATION, message.conversation().value());
        out.writeString(SENDER, message.sender().value());
        for (UserId receiver : message.receivers()) {
            out.writeString(RECEIVER, receiver.value());
        }
        out.writeInt32(CONTENT_TYPE, message.contentType());
        out.writeInt32(OPTIONS_OFF, message.options().off());
        out.writeInt64(SEND_TIME, message.sendTime());
        out.writeString(OPERATION_ID, message.operationId());
        out.writeBytes(BODY, message.body());
        out.writeInt64(SEQ, delivery.seq());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws UndecodableBatchException if these are not the bytes of a batch; trying again will not help
     */
    public static List<Message> decode(byte[] bytes) {
        return decodeDeliveries(bytes).stream().map(Delivery::message).toList();
    }

    /**
     * Reads what {@link #encodeDeliveries} wrote.
     *
     * @throws UndecodableBatchException if these are not the bytes of a batch; trying again will not help
     */
    public static List<Delivery> decodeDeliveries(byte[] bytes) {
        List<Delivery> deliveries = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ENTRY) {
                    int limit = in.pushLimit(in.readRawVarint32());
                    deliveries.add(read(in));
                    in.popLimit(limit);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new UndecodableBatchException(e);
        }
        return deliveries;
    }

    private static Delivery read(CodedInputStream in) throws IOException {
        String id = "";
        String conversation = "";
        String sender = "";
        List<UserId> receivers = new ArrayList<>();
        int contentType = 0;
        int off = 0;
        long sendTime = 0;
        String operationId = "";
        ByteString body = ByteString.EMPTY;
        long seq = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ID -> id = in.readString();
                case CONVERSATION -> conversation = in.readString();
                case SENDER -> sender = in.readString();
                case RECEIVER -> receivers.add(new UserId(in.readString()));
                case CONTENT_TYPE -> contentType = in.readInt32();
                case OPTIONS_OFF -> off = in.readInt32();
                case SEND_TIME -> sendTime = in.readInt64();
                case OPERATION_ID -> operationId = in.readString();
                case BODY -> body = in.readBytes();
                case SEQ -> seq = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        Message message = new Message(
                new MessageId(id),
                new ConversationId(conversation),
                new UserId(sender),
                receivers,
                contentType,
                new Options(off),
                sendTime,
                operationId,
                body);
        return new Delivery(message, seq);
    }
}
