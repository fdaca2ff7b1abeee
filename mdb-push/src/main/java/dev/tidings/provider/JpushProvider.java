package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * JPush by its push API v3, one registration id at a time: an answer is about the whole request, and one for several ids would
 * not tell which of them is not good any more. The {@code cid} is the push's own, so that JPush drops a repetition.
 */
final class JpushProvider implements PushProvider {
    private static final int AT_ONCE = 10;
    private static final long OFFLINE_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Duration LIMIT_WAIT = Duration.ofMinutes(1);
    private static final int BAD_PARAMETER = 1003;
    private static final int NO_SUCH_TARGET = 1011;
    private static final int RATE_LIMIT = 2002;

    /**
     * @param base of the API with its version, {@code https://api.jpush.cn/v3} but in tests
     * @param apnsProduction whether iOS devices are reached through Apple's production environment
     */
    record Settings(URI base, String appKey, String masterSecret, boolean apnsProduction) {}

    private final Settings settings;
    private final URI pushes;
    private final String authorization;
    private final Http http;
    private final EachAlone each;

    JpushProvider(Settings settings, Duration timeout) {
        this.settings = settings;
        this.pushes = Http.below(settings.base(), "/push");
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (settings.appKey() + ":" + settings.masterSecret()).getBytes(StandardCharsets.UTF_8));
        this.http = new Http(timeout);
        this.each = new EachAlone(AT_ONCE, timeout.multipliedBy(2));
    }

    @Override
    public List<Outcome> push(List<DevicePush> batch) {
        return each.send(batch, this::send);
    }

    private CompletableFuture<Outcome> send(DevicePush push) {
        return http.post(pushes, "application/json", body(push).toString(), Map.of("Authorization", authorization))
                .thenApply(JpushProvider::outcome);
    }

    private JsonObject body(DevicePush push) {
        Notification notification = push.notification();
        String text = Payload.textOrTitle(notification);
        JsonObjectBuilder ios = Json.createObjectBuilder()
                .add(
                        "alert",
                        Json.createObjectBuilder()
                                .add("title", notification.title())
                                .add("body", text))
                .add("sound", notification.sound().isEmpty() ? "default" : notification.sound())
                .add("extras", Payload.data(push));
        push.badge().ifPresent(badge -> ios.add("badge", badge));
        return Json.createObjectBuilder()
                .add("cid", settings.appKey() + "-" + push.id())
                .add("platform", "all")
                .add(
                        "audience",
                        Json.createObjectBuilder()
                                .add(
                                        "registration_id",
                                        Json.createArrayBuilder()
                                                .add(push.device().token())))
                .add(
                        "notification",
                        Json.createObjectBuilder()
                                .add("alert", text)
                                .add(
                                        "android",
                                        Json.createObjectBuilder()
                                                .add("alert", text)
                                                .add("title", notification.title())
                                                .add("extras", Payload.data(push)))
                                .add("ios", ios))
                .add(
                        "options",
                        Json.createObjectBuilder()
                                .add("time_to_live", OFFLINE_SECONDS)
                                .add("apns_production", settings.apnsProduction()))
                .build();
    }

    private static Outcome outcome(Http.Reply reply) {
        if (reply.status() == 200) {
            return Outcome.SENT;
        }
        JsonObject error = reply.json().get("error") instanceof JsonObject object
                ? object
                : jakarta.json.JsonValue.EMPTY_JSON_OBJECT;
        int code = error.get("code") instanceof JsonNumber number ? number.intValue() : 0;
        String reason = "JPush " + reply.status() + " code " + code;
        if (reply.status() == 429 || code == RATE_LIMIT) {
            Duration wait = reply.rateReset().isZero() ? reply.retryAfter() : reply.rateReset();
            return Outcome.limited(reason, wait.isZero() ? LIMIT_WAIT : wait);
        }
        if (code == NO_SUCH_TARGET || (code == BAD_PARAMETER && isAboutTheId(error))) {
            return Outcome.invalidToken(reason);
        }
        boolean letIn = reply.status() != 401 && reply.status() != 403;
        return reply.status() / 100 == 4 && letIn ? Outcome.refused(reason) : Outcome.failed(reason);
    }

    private static boolean isAboutTheId(JsonObject error) {
        String message = error.getString("message", "").toLowerCase(Locale.ROOT);
        return message.contains("registration_id") || message.contains("registration id");
    }
}
