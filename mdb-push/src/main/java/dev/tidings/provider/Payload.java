package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the app gets beside what is shown: ids, and never a message's content. */
final class Payload {
    private Payload() {}

    static Map<String, String> fields(DevicePush push) {
        Notification notification = push.notification();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("serverMsgID", notification.message().value());
        fields.put("conversationID", notification.conversation().value());
        fields.put("sendID", notification.sender().value());
        if (!notification.ex().isEmpty()) {
            fields.put("ex", notification.ex());
        }
        return fields;
    }

    static JsonObjectBuilder data(DevicePush push) {
        JsonObjectBuilder data = Json.createObjectBuilder();
        fields(push).forEach(data::add);
        return data;
    }

    /** The text; providers that insist on one are given the title again if there is none. */
    static String textOrTitle(Notification notification) {
        return notification.text().isEmpty() ? notification.title() : notification.text();
    }
}
