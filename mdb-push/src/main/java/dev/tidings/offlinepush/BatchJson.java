package dev.tidings.offlinepush;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.offline.Device;
import dev.tidings.offline.ProviderName;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Notification;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A batch as JSON on a provider's queue. Unknown fields are skipped, so that two versions can share a queue. */
final class BatchJson {
    private BatchJson() {}

    static byte[] encode(Batch batch) {
        JsonArrayBuilder pushes = Json.createArrayBuilder();
        batch.pushes().forEach(push -> pushes.add(json(push)));
        return Json.createObjectBuilder()
                .add("attempts", batch.attempts())
                .add("reason", batch.reason())
                .add("pushes", pushes)
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObjectBuilder json(DevicePush push) {
        Notification notification = push.notification();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("message", notification.message().value())
                .add("conversation", notification.conversation().value())
                .add("seq", notification.seq())
                .add("sender", notification.sender().value())
                .add("contentType", notification.contentType())
                .add("title", notification.title())
                .add("text", notification.text())
                .add("ex", notification.ex())
                .add("sound", notification.sound())
                .add("since", notification.since())
                .add("operationID", notification.operationId())
                .add("user", push.device().user().value())
                .add("platform", push.device().platformId())
                .add("provider", push.device().provider().toString())
                .add("token", push.device().token());
        push.badge().ifPresent(badge -> json.add("badge", badge));
        return json;
    }

    /** Reads what {@link #encode} wrote; empty if these bytes are something else, which no repetition will change. */
    static Optional<Batch> decode(byte[] bytes) {
        try (var reader = Json.createReader(new ByteArrayInputStream(bytes))) {
            JsonObject json = reader.readObject();
            List<DevicePush> pushes = new ArrayList<>();
            for (JsonObject push : json.getJsonArray("pushes").getValuesAs(JsonObject.class)) {
                pushes.add(push(push));
            }
            return Optional.of(new Batch(pushes, json.getInt("attempts"), json.getString("reason")));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static DevicePush push(JsonObject json) {
        return new DevicePush(
                new Notification(
                        new MessageId(json.getString("message")),
                        new ConversationId(json.getString("conversation")),
                        json.getJsonNumber("seq").longValueExact(),
                        new UserId(json.getString("sender")),
                        json.getInt("contentType"),
                        json.getString("title"),
                        json.getString("text"),
                        json.getString("ex"),
                        json.getString("sound"),
                        json.getJsonNumber("since").longValueExact(),
                        json.getString("operationID")),
                new Device(
                        new UserId(json.getString("user")),
                        json.getInt("platform"),
                        ProviderName.of(json.getString("provider")).orElseThrow(),
                        json.getString("token")),
                json.containsKey("badge") ? OptionalInt.of(json.getInt("badge")) : OptionalInt.empty());
    }
}
