package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of every answer: {@code {"errCode","errMsg","errDlt","data"}}.
 *
 * @param errCode 0 or the number of an {@link ErrorCode}
 * @param errMsg its name, empty for 0
 * @param errDlt what the caller can do about it, empty for 0
 * @param data null if there is nothing to tell; the envelope has no {@code data} then
 */
public record Answer(
        int errCode, String errMsg, String errDlt, @Nullable JsonValue data) {
    /** It was done and there is nothing more to say. */
    static final Answer DONE = new Answer(0, "", "", null);

    static Answer of(JsonValue data) {
        return new Answer(0, "", "", data);
    }

    static Answer of(JsonObjectBuilder data) {
        return of(data.build());
    }

    static Answer refusal(ImException refusal) {
        return new Answer(refusal.number(), refusal.wireName(), refusal.detail(), null);
    }

    static Answer refusal(ErrorCode code, String detail) {
        return new Answer(code.number(), code.wireName(), detail, null);
    }

    /** For where JAX-RS has no resource method to tell the type by. */
    Response response() {
        return Response.ok(this, MediaType.APPLICATION_JSON).build();
    }
}
