package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.tidings.omtp.Envelope.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An envelope as UTF-8 JSON, with the payload in base64. Unknown members are ignored; null is the zero value. */
final class JsonEnvelope implements Plain {
    private static final byte[] AFTER_DATA = {'"', '}'};

    private final byte[] beforeData;
    private final byte[] data;

    private JsonEnvelope(StringBuilder beforeData, ByteString data) {
        this.beforeData = beforeData.append(",\"data\":\"").toString().getBytes(StandardCharsets.UTF_8);
        this.data = Base64.getEncoder().encode(data.toByteArray());
    }

    static void read(byte[] text, Envelope into) {
        JsonScanner.object(text, (name, value) -> {
            Field field = into.jsonField(name);
            if (field == null) {
                value.skip();
            } else if (!value.isNull()) {
                into.put(field, value(field, value));
            }
        });
    }

    private static Object value(Field field, JsonScanner value) {
        return switch (field.kind) {
            case INT -> value.integer();
            case STRING -> value.string();
            case BYTES -> base64(value.stringBytes());
        };
    }

    private static ByteString base64(ByteBuffer text) {
        try {
            return UnsafeByteOperations.unsafeWrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException("json: data is not base64");
        }
    }

    static JsonEnvelope of(Request request) {
        StringBuilder text =
                new StringBuilder(160).append("{\"reqIdentifier\":").append(request.reqIdentifier());
        member(text, Field.TOKEN, request.token());
        member(text, Field.SEND_ID, request.sendID());
        member(text, Field.OPERATION_ID, request.operationID());
        member(text, Field.MSG_INCR, request.msgIncr());
        return new JsonEnvelope(text, request.data());
    }

    static JsonEnvelope of(Response response) {
        StringBuilder text =
                new StringBuilder(160).append("{\"reqIdentifier\":").append(response.reqIdentifier());
        member(text, Field.MSG_INCR, response.msgIncr());
        member(text, Field.OPERATION_ID, response.operationID());
        text.append(",\"errCode\":").append(response.errCode());
        member(text, Field.ERR_MSG, response.errMsg());
        return new JsonEnvelope(text, response.data());
    }

    private static void member(StringBuilder text, Field field, String value) {
        text.append(",\"").append(field.json).append("\":");
        JsonText.quote(text, value);
    }

    @Override
    public int size() {
        return beforeData.length + data.length + AFTER_DATA.length;
    }

    @Override
    public void writeTo(byte[] target, int offset) {
        System.arraycopy(beforeData, 0, target, offset, beforeData.length);
        System.arraycopy(data, 0, target, offset + beforeData.length, data.length);
        System.arraycopy(AFTER_DATA, 0, target, offset + beforeData.length + data.length, AFTER_DATA.length);
    }
}
