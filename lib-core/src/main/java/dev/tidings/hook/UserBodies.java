package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;

/** Users in the words of OpenIM's hooks. */
public final class UserBodies {
    private static final JsonProvider JSON = JsonProvider.provider();

    private UserBodies() {}

    /** {@code {"callbackCommand","users":[…]}} */
    public static JsonObject of(Hook hook, List<User> users) {
        JsonArrayBuilder all = JSON.createArrayBuilder();
        users.forEach(user -> all.add(JSON.createObjectBuilder()
                .add("userID", user.id().value())
                .add("nickname", user.nickname())
                .add("faceURL", user.faceUrl())
                .add("ex", user.ex())
                .add("createTime", user.createTime())
                .add("appMangerLevel", user.appMangerLevel())
                .add("globalRecvMsgOpt", user.globalRecvMsgOpt())));
        return JSON.createObjectBuilder()
                .add("callbackCommand", hook.command())
                .add("users", all)
                .build();
    }

    /**
     * The users that an answer wants to be registered instead; those that were asked about if it names none.
     *
     * @throws ImException {@code ARGS} if one is not as users are; ClassCastException for a field of the wrong type
     */
    public static List<User> users(JsonObject answer, List<User> asked) {
        JsonValue users = answer.get("users");
        if (users == null || users == JsonValue.NULL) {
            return asked;
        }
        JsonArray list = users.asJsonArray();
        if (list.isEmpty()) {
            return asked;
        }
        if (list.size() > Users.MAX) {
            throw new ImException(ErrorCode.ARGS, "more than " + Users.MAX + " users");
        }
        return list.stream().map(it -> user(it.asJsonObject())).toList();
    }

    private static User user(JsonObject user) {
        return new User(
                new UserId(user.getString("userID", "")),
                user.getString("nickname", ""),
                user.getString("faceURL", ""),
                user.getString("ex", ""),
                user.containsKey("createTime")
                        ? user.getJsonNumber("createTime").longValueExact()
                        : 0,
                user.getInt("appMangerLevel", 0),
                user.getInt("globalRecvMsgOpt", 0));
    }
}
