package dev.tidings.hook;

import dev.tidings.message.UserId;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The {@code userIDList} of an answer to a question about a push. */
final class PushedUsers {
    private PushedUsers() {}

    /** An empty list means everybody who was asked about, as in OpenIM; nobody is added. */
    static Set<UserId> of(Set<UserId> asked, JsonObject answer) {
        JsonValue list = answer.get("userIDList");
        if (list == null || list == JsonValue.NULL || list.asJsonArray().isEmpty()) {
            return asked;
        }
        return list.asJsonArray().getValuesAs(JsonString.class).stream()
                .map(it -> new UserId(it.getString()))
                .filter(asked::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
