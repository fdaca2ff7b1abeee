package dev.tidings.hook;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/**
 * Something that happened and of which the business server is to be told.
 *
 * @param id the same however often it is told: a function of what happened
 * @param order events of one order are told one after the other: a conversation, or a user
 * @param query of the URL, without its question mark; empty for none
 * @param body JSON, as OpenIM's
 */
public record HookEvent(String id, Hook hook, String order, String operationId, String query, String body) {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** As bytes on a queue: UTF-8 JSON of the fields by their names. */
    byte[] encode() {
        return JSON.createObjectBuilder()
                .add("id", id)
                .add("hook", hook.hookName())
                .add("order", order)
                .add("operationId", operationId)
                .add("query", query)
                .add("body", body)
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #encode} wrote; fields that are not known are left out.
     *
     * @throws IllegalArgumentException if these are not the bytes of an event
     */
    public static HookEvent decode(byte[] bytes) {
        try (JsonReader reader = JSON.createReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)))) {
            JsonObject event = reader.readObject();
            Hook hook = Hook.named(event.getString("hook"))
                    .orElseThrow(() -> new IllegalArgumentException("there is no such hook"));
            return new HookEvent(
                    event.getString("id"),
                    hook,
                    event.getString("order"),
                    event.getString("operationId", ""),
                    event.getString("query", ""),
                    event.getString("body"));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not an event", e);
        }
    }
}
