package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes one gob stream: the envelope's type definition, which is always the same, and its value. Zero values are left
 * out, as gob demands.
 */
final class GobWriter implements Plain {
    /** Type 64, "GeneralWsReq": as the SDKs send it. */
    private static final byte[] REQUEST_TYPE = hex("657f0301010c47656e6572616c577352657101ff800001060"
            + "10d5265714964656e746966696572010400" + "0105546f6b656e010c00" + "010653656e644944010c00"
            + "010b4f7065726174696f6e4944010c00" + "01074d7367496e6372010c00" + "010444617461010a000000");

    /** Type 65, "Resp". */
    private static final byte[] RESPONSE_TYPE = hex("60ff81030101045265737001ff8200010601"
            + "0d5265714964656e74696669657201040001074d7367496e6372010c0001"
            + "0b4f7065726174696f6e4944010c0001" + "07457272436f6465010400010645"
            + "72724d7367010c00010444617461010a000000");

    private static final byte[] REQUEST_VALUE = hex("ff80");
    private static final byte[] RESPONSE_VALUE = hex("ff82");

    private final byte[] type;
    private final byte[] valueOf;
    private final Object[] fields;
    private final int bodySize;

    /** Fields in the order of the type: Integer, byte[] for text, ByteString for the payload. */
    private GobWriter(byte[] type, byte[] valueOf, Object... fields) {
        this.type = type;
        this.valueOf = valueOf;
        this.fields = fields;
        this.bodySize = valueOf.length + fieldsSize() + 1;
    }

    static GobWriter of(Request request) {
        return new GobWriter(
                REQUEST_TYPE,
                REQUEST_VALUE,
                request.reqIdentifier(),
                utf8(request.token()),
                utf8(request.sendID()),
                utf8(request.operationID()),
                utf8(request.msgIncr()),
                request.data());
    }

    static GobWriter of(Response response) {
        return new GobWriter(
                RESPONSE_TYPE,
                RESPONSE_VALUE,
                response.reqIdentifier(),
                utf8(response.msgIncr()),
                utf8(response.operationID()),
                response.errCode(),
                utf8(response.errMsg()),
                response.data());
    }

    @Override
    public int size() {
        return type.length + unsignedSize(bodySize) + bodySize;
    }

    @Override
    public void writeTo(byte[] target, int offset) {
        int at = copy(type, target, offset);
        at = unsigned(bodySize, target, at);
        at = copy(valueOf, target, at);
        int delta = 1;
        for (Object field : fields) {
            if (isZero(field)) {
                delta++;
                continue;
            }
            target[at++] = (byte) delta;
            delta = 1;
            if (field instanceof Integer number) {
                at = unsigned(folded(number), target, at);
            } else if (field instanceof byte[] text) {
                at = unsigned(text.length, target, at);
                at = copy(text, target, at);
            } else if (field instanceof ByteString data) {
                at = unsigned(data.size(), target, at);
                data.copyTo(target, at);
                at += data.size();
            }
        }
        target[at] = 0;
    }

    private int fieldsSize() {
        int size = 0;
        for (Object field : fields) {
            if (!isZero(field)) {
                // One byte says how many fields were left out since the one before.
                size += 1 + valueSize(field);
            }
        }
        return size;
    }

    private static int valueSize(Object field) {
        if (field instanceof Integer number) {
            return unsignedSize(folded(number));
        }
        int length = field instanceof byte[] text ? text.length : ((ByteString) field).size();
        return unsignedSize(length) + length;
    }

    private static boolean isZero(Object field) {
        if (field instanceof Integer number) {
            return number == 0;
        }
        return field instanceof byte[] text ? text.length == 0 : ((ByteString) field).isEmpty();
    }

    private static long folded(long number) {
        return number << 1 ^ number >> 63;
    }

    private static int unsignedSize(long number) {
        return number < 0x80 ? 1 : 1 + (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / 8;
    }

    private static int unsigned(long number, byte[] target, int offset) {
        int at = offset;
        if (number < 0x80) {
            target[at++] = (byte) number;
            return at;
        }
        int count = unsignedSize(number) - 1;
        target[at++] = (byte) -count;
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
            target[at++] = (byte) (number >>> shift);
        }
        return at;
    }

    private static int copy(byte[] source, byte[] target, int offset) {
        System.arraycopy(source, 0, target, offset, source.length);
        return offset + source.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
