package dev.tidings.offline;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.queue.BatchCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages and who is away, as bytes on a queue, in protobuf's wire format: field 1, repeated, is 1 a batch of one delivery
 * ({@link BatchCodec}) and 2, repeated, the users. Unknown fields are skipped.
 */
public final class AwayCodec {
    private static final int ENTRY = 1;
    private static final int DELIVERY = 1;
    private static final int USER = 2;

    private AwayCodec() {}

    public static byte[] encode(List<Away> all) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024 * all.size());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Away away : all) {
                out.writeByteArray(ENTRY, entry(away));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] entry(Away away) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(DELIVERY, BatchCodec.encodeDeliveries(List.of(away.delivery())));
        for (UserId user : away.users()) {
            out.writeString(USER, user.value());
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** Reads what {@link #encode} wrote; empty if these bytes are something else, which no repetition will change. */
    public static Optional<List<Away>> decode(byte[] bytes) {
        List<Away> all = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ENTRY) {
                    all.add(read(in.readByteArray()));
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
        return Optional.of(all);
    }

    private static Away read(byte[] entry) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(entry);
        List<Delivery> delivery = List.of();
        Set<UserId> users = new LinkedHashSet<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case DELIVERY -> delivery = BatchCodec.decodeDeliveries(in.readByteArray());
                case USER -> users.add(new UserId(in.readString()));
                default -> in.skipField(tag);
            }
        }
        return new Away(delivery.get(0), users);
    }
}
