package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Getui by its REST API v2: a push to one client id. The {@code request_id} is the push's own, so that Getui drops a
 * repetition.
 */
final class GetuiProvider implements PushProvider {
    private static final int AT_ONCE = 20;
    private static final int REQUEST_ID_LENGTH = 32;
    private static final long OFFLINE_MS = Duration.ofDays(1).toMillis();
    private static final Duration LIMIT_WAIT = Duration.ofSeconds(30);
    /** Not one that is about the request: it is starting, or another of its hosts has this app. */
    private static final Set<Integer> NOT_SERVING = Set.of(2, 301);

    /** Too many calls, or authentications, within a minute. */
    private static final Set<Integer> TOO_OFTEN = Set.of(10_003, 10_005);

    private static final int TOKEN_REJECTED = 10_001;
    private static final int AUTH_CODES_END = 20_000;
    private static final int BAD_ARGUMENT = 20_001;
    private static final int SERVER_CODES = 50_000;

    /** @param base of the API with its version, {@code https://restapi.getui.com/v2} but in tests */
    record Settings(URI base, String appId, String appKey, String masterSecret) {}

    private final Settings settings;
    private final Http http;
    private final AccessToken access;
    private final EachAlone each;
    private final Clock clock;

    GetuiProvider(Settings settings, Duration timeout, Clock clock) {
        this.settings = settings;
        this.http = new Http(timeout);
        this.access = new AccessToken(this::authenticate, clock);
        this.each = new EachAlone(AT_ONCE, timeout.multipliedBy(2));
        this.clock = clock;
    }

    @Override
    public List<Outcome> push(List<DevicePush> pushes) {
        return each.send(pushes, this::send);
    }

    private CompletableFuture<Outcome> send(DevicePush push) {
        String body = body(push).toString();
        return access.using(
                        token -> http.post(
                                uri("/push/single/cid"),
                                "application/json;charset=utf-8",
                                body,
                                Map.of("token", token)),
                        reply -> code(reply) == TOKEN_REJECTED)
                .thenApply(GetuiProvider::outcome);
    }

    private static JsonObject body(DevicePush push) {
        Notification notification = push.notification();
        String text = Payload.textOrTitle(notification);
        String payload = Payload.data(push).build().toString();
        JsonObjectBuilder ios = Json.createObjectBuilder()
                .add("type", "notify")
                .add("payload", payload)
                .add(
                        "aps",
                        Json.createObjectBuilder()
                                .add(
                                        "alert",
                                        Json.createObjectBuilder()
                                                .add("title", notification.title())
                                                .add("body", text))
                                .add("sound", notification.sound().isEmpty() ? "default" : notification.sound()));
        push.badge().ifPresent(badge -> ios.add("auto_badge", Integer.toString(badge)));
        JsonObjectBuilder shown = Json.createObjectBuilder()
                .add("title", notification.title())
                .add("body", text)
                .add("click_type", "startapp");
        return Json.createObjectBuilder()
                .add("request_id", push.id().toString().replace("-", "").substring(0, REQUEST_ID_LENGTH))
                .add("settings", Json.createObjectBuilder().add("ttl", OFFLINE_MS))
                .add(
                        "audience",
                        Json.createObjectBuilder()
                                .add(
                                        "cid",
                                        Json.createArrayBuilder()
                                                .add(push.device().token())))
                .add("push_message", Json.createObjectBuilder().add("transmission", payload))
                .add(
                        "push_channel",
                        Json.createObjectBuilder()
                                .add("ios", ios)
                                .add(
                                        "android",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "ups",
                                                        Json.createObjectBuilder()
                                                                .add("notification", shown))))
                .build();
    }

    private static Outcome outcome(Http.Reply reply) {
        int code = code(reply);
        String reason = "Getui " + reply.status() + " code " + code;
        if (reply.status() == 200 && code == 0) {
            return Outcome.SENT;
        }
        if (reply.status() == 429 || TOO_OFTEN.contains(code)) {
            return Outcome.limited(reason, reply.retryAfter().isZero() ? LIMIT_WAIT : reply.retryAfter());
        }
        String message = reply.json().getString("msg", "").toLowerCase(Locale.ROOT);
        if (code == BAD_ARGUMENT) {
            return message.contains("target user") || message.contains("cid")
                    ? Outcome.invalidToken(reason)
                    : Outcome.refused(reason);
        }
        boolean notLetIn = code >= TOKEN_REJECTED && code < AUTH_CODES_END;
        boolean unserved = reply.isServerError()
                || code >= SERVER_CODES
                || code < 0
                || NOT_SERVING.contains(code)
                || reply.status() / 100 == 3;
        return notLetIn || unserved || reply.status() == 401 || reply.status() == 403
                ? Outcome.failed(reason)
                : Outcome.refused(reason);
    }

    /** The code of an answer, -1 if it has none. */
    private static int code(Http.Reply reply) {
        return reply.json().get("code") instanceof JsonNumber number ? number.intValue() : -1;
    }

    private CompletableFuture<AccessToken.Granted> authenticate() {
        String timestamp = Long.toString(clock.millis());
        String body = Json.createObjectBuilder()
                .add("sign", sha256(settings.appKey() + timestamp + settings.masterSecret()))
                .add("timestamp", timestamp)
                .add("appkey", settings.appKey())
                .build()
                .toString();
        return http.post(uri("/auth"), "application/json;charset=utf-8", body, Map.of())
                .thenApply(reply -> {
                    JsonValue data = reply.json().get("data");
                    if (code(reply) != 0
                            || !(data instanceof JsonObject granted)
                            || granted.getString("token", "").isEmpty()) {
                        throw new RefusedAnswer("Getui auth " + reply.status() + " code " + code(reply));
                    }
                    return new AccessToken.Granted(granted.getString("token"), until(granted));
                });
    }

    /** The time is a number in a text; one that cannot be read makes the token good for a single use. */
    private Instant until(JsonObject granted) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(granted.getString("expire_time", "0")));
        } catch (NumberFormatException e) {
            return clock.instant();
        }
    }

    private URI uri(String path) {
        return Http.below(settings.base(), "/" + settings.appId() + path);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
