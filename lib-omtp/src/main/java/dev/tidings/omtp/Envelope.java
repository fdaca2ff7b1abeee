package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a request or response while a frame is being read. What does not arrive keeps its zero value. */
final class Envelope {
    /** Longer than any id, token or error text that a well-behaved side sends. */
    static final int MAX_STRING_BYTES = 4096;

    /** What an envelope field holds. */
    enum Kind {
        INT,
        STRING,
        BYTES
    }

    /** Every field of either envelope; the two framings differ only in the case of its first letter. */
    enum Field {
        REQ_IDENTIFIER("ReqIdentifier", "reqIdentifier", Kind.INT, true, true),
        TOKEN("Token", "token", Kind.STRING, true, false),
        SEND_ID("SendID", "sendID", Kind.STRING, true, false),
        OPERATION_ID("OperationID", "operationID", Kind.STRING, true, true),
        MSG_INCR("MsgIncr", "msgIncr", Kind.STRING, true, true),
        ERR_CODE("ErrCode", "errCode", Kind.INT, false, true),
        ERR_MSG("ErrMsg", "errMsg", Kind.STRING, false, true),
        DATA("Data", "data", Kind.BYTES, true, true);

        private static final Field[] ALL = values();

        final String json;
        final Kind kind;
        private final String gob;
        private final boolean inRequest;
        private final boolean inResponse;

        Field(String gob, String json, Kind kind, boolean inRequest, boolean inResponse) {
            this.gob = gob;
            this.json = json;
            this.kind = kind;
            this.inRequest = inRequest;
            this.inResponse = inResponse;
        }

        private boolean isGob(byte[] bytes, int from, int to) {
            if (to - from != gob.length()) {
                return false;
            }
            for (int i = 0; i < gob.length(); i++) {
                if (bytes[from + i] != gob.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final boolean request;
    private final Map<Field, Object> values = new EnumMap<>(Field.class);

    private Envelope(boolean request) {
        this.request = request;
    }

    static Envelope ofRequest() {
        return new Envelope(true);
    }

    static Envelope ofResponse() {
        return new Envelope(false);
    }

    /** The field with this gob name, or null if this envelope has none. */
    @Nullable
    Field gobField(byte[] bytes, int from, int to) {
        for (Field field : Field.ALL) {
            if (has(field) && field.isGob(bytes, from, to)) {
                return field;
            }
        }
        return null;
    }

    /** The field with this JSON name, or null if this envelope has none. */
    @Nullable
    Field jsonField(String name) {
        for (Field field : Field.ALL) {
            if (has(field) && field.json.equals(name)) {
                return field;
            }
        }
        return null;
    }

    private boolean has(Field field) {
        return request ? field.inRequest : field.inResponse;
    }

    /** Takes a value of the field's kind: Integer, String or ByteString. */
    void put(Field field, Object value) {
        if (values.put(field, value) != null) {
            throw new MalformedFrameException("field twice");
        }
    }

    Request toRequest() {
        return new Request(
                number(Field.REQ_IDENTIFIER),
                text(Field.TOKEN),
                text(Field.SEND_ID),
                text(Field.OPERATION_ID),
                text(Field.MSG_INCR),
                data());
    }

    Response toResponse() {
        return new Response(
                number(Field.REQ_IDENTIFIER),
                text(Field.MSG_INCR),
                text(Field.OPERATION_ID),
                number(Field.ERR_CODE),
                text(Field.ERR_MSG),
                data());
    }

    private int number(Field field) {
        return values.get(field) instanceof Integer number ? number : 0;
    }

    private String text(Field field) {
        return values.get(field) instanceof String text ? text : "";
    }

    private ByteString data() {
        return values.get(Field.DATA) instanceof ByteString bytes ? bytes : ByteString.EMPTY;
    }
}
