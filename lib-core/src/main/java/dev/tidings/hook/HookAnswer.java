package dev.tidings.hook;

import dev.tidings.hook.HookFailure.Reason;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;

/** What came back: a status from 100 to 599 and at most {@value HttpHooks#ANSWER_BYTES_MAX} bytes, whatever they are. */
record HookAnswer(int status, String body) {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int BLOCKED = 1;

    /**
     * The answer as the protocol means it.
     *
     * @throws HookFailure if it is none
     */
    JsonObject json() {
        requireTaken();
        if (body.isBlank()) {
            throw new HookFailure(Reason.EMPTY, "the answer is empty");
        }
        JsonObject answer = object();
        int actionCode = number(answer, "actionCode");
        if (actionCode != 0) {
            throw new HookFailure(Reason.ACTION_CODE, "actionCode is " + actionCode);
        }
        return answer;
    }

    /** The answer to an event, of which nothing is wanted but that it was taken; 204, or nothing at all, will do. */
    void requireDelivered() {
        requireTaken();
        if (!body.isBlank()) {
            json();
        }
    }

    /** @throws RefusedByHook if this answer says so: actionCode 0, which {@link #json} made sure of, and nextCode 1 */
    static void requireAllowed(JsonObject answer) {
        if (number(answer, "nextCode") == BLOCKED) {
            throw new RefusedByHook(number(answer, "errCode"), text(answer, "errMsg"), text(answer, "errDlt"));
        }
    }

    private void requireTaken() {
        if (status >= 300 && status < 400) {
            throw new HookFailure(Reason.REDIRECT, "HTTP " + status + ": redirects are not followed");
        }
        if (status < 200 || status >= 300) {
            throw new HookFailure(Reason.STATUS, "HTTP " + status);
        }
    }

    private JsonObject object() {
        try (JsonReader reader = JSON.createReader(new StringReader(body))) {
            JsonValue value = reader.readValue();
            if (value.getValueType() != JsonValue.ValueType.OBJECT) {
                throw new HookFailure(Reason.NOT_JSON, "the answer is JSON, but no object");
            }
            return value.asJsonObject();
        } catch (HookFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // Not the cause: its message quotes the answer.
            throw new HookFailure(Reason.NOT_JSON, "the answer is not JSON");
        }
    }

    private static int number(JsonObject answer, String field) {
        JsonValue value = answer.get(field);
        if (value == null || value == JsonValue.NULL) {
            return 0;
        }
        try {
            return ((JsonNumber) value).intValueExact();
        } catch (ClassCastException | ArithmeticException e) {
            throw new HookFailure(Reason.NOT_JSON, field + " is not a number");
        }
    }

    private static String text(JsonObject answer, String field) {
        return answer.get(field) instanceof JsonString text ? text.getString() : "";
    }
}
