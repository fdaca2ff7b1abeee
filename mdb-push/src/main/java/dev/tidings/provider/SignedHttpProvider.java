package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Any HTTP server that takes a batch as a signed JSON document, for providers that have no adapter here and for those who want
 * to push themselves. docs/offline-push.md describes the request, the signature and the answers.
 */
final class SignedHttpProvider implements PushProvider {
    static final String TIMESTAMP = "Tidings-Timestamp";
    static final String SIGNATURE = "Tidings-Signature";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int AT_ONCE = 8;
    private static final Duration LIMIT_WAIT = Duration.ofSeconds(30);
    private static final Duration BUSY_MAX = Duration.ofHours(1);

    private final URI uri;
    private final SecretKeySpec secret;
    private final Http http;
    private final Semaphore underWay = new Semaphore(AT_ONCE);
    private final Duration timeout;
    private final Clock clock;

    SignedHttpProvider(URI uri, String secret, Duration timeout, Clock clock) {
        this.uri = uri;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.http = new Http(timeout);
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public List<Outcome> push(List<DevicePush> pushes) {
        try {
            if (!underWay.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return all(pushes, Outcome.failed("too many requests are under way"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return all(pushes, Outcome.failed("interrupted"));
        }
        try {
            return outcomes(pushes, send(pushes));
        } catch (CompletionException e) {
            return all(pushes, EachAlone.failed(e));
        } finally {
            underWay.release();
        }
    }

    private Http.Reply send(List<DevicePush> pushes) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        pushes.forEach(push -> list.add(json(push)));
        String body = Json.createObjectBuilder().add("pushes", list).build().toString();
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        Map<String, String> headers = Map.of(TIMESTAMP, timestamp, SIGNATURE, "v1=" + hmac(timestamp + "." + body));
        return http.post(uri, "application/json", body, headers).join();
    }

    private static JsonObjectBuilder json(DevicePush push) {
        Notification notification = push.notification();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", push.id().toString())
                .add("userID", push.device().user().value())
                .add("platformID", push.device().platformId())
                .add("token", push.device().token())
                .add("title", notification.title())
                .add("text", notification.text())
                .add("sound", notification.sound())
                .add("contentType", notification.contentType())
                .add("operationID", notification.operationId())
                .add("data", Payload.data(push));
        push.badge().ifPresent(badge -> json.add("badge", badge));
        return json;
    }

    private static List<Outcome> outcomes(List<DevicePush> pushes, Http.Reply reply) {
        String reason = "HTTP " + reply.status();
        return switch (reply.status() / 100) {
            case 2 -> answers(pushes, reply.json());
            case 4 -> all(pushes, refusal(reply, reason));
            default ->
                all(
                        pushes,
                        reply.retryAfter().isZero()
                                ? Outcome.failed(reason)
                                : Outcome.limited(reason, reply.retryAfter()));
        };
    }

    /** What may be mended at the other end is tried again; a document that it cannot take is not. */
    private static Outcome refusal(Http.Reply reply, String reason) {
        return switch (reply.status()) {
            case 429 -> Outcome.limited(reason, reply.retryAfter().isZero() ? LIMIT_WAIT : reply.retryAfter());
            case 401, 403, 404, 408 -> Outcome.failed(reason);
            default -> Outcome.refused(reason);
        };
    }

    private static List<Outcome> answers(List<DevicePush> pushes, JsonObject answer) {
        Map<String, Outcome> byId = new HashMap<>();
        if (answer.get("results") instanceof JsonArray results) {
            for (var result : results) {
                if (result instanceof JsonObject object) {
                    byId.put(object.getString("id", ""), answer(object));
                }
            }
        }
        return pushes.stream()
                .map(push -> byId.getOrDefault(push.id().toString(), Outcome.SENT))
                .toList();
    }

    private static Outcome answer(JsonObject result) {
        String status = result.getString("status", "");
        String reason = "the server says " + status;
        return switch (status) {
            case "sent" -> Outcome.SENT;
            case "invalid" -> Outcome.invalidToken(reason);
            case "refused" -> Outcome.refused(reason);
            case "later" -> Outcome.deviceBusy(reason, retryAfter(result));
            default -> Outcome.refused("the server says what is not documented");
        };
    }

    private static Duration retryAfter(JsonObject result) {
        return result.get("retryAfterSeconds") instanceof JsonNumber seconds
                ? Duration.ofSeconds(Math.max(0, Math.min(seconds.longValue(), BUSY_MAX.toSeconds())))
                : Duration.ZERO;
    }

    private static List<Outcome> all(List<DevicePush> pushes, Outcome outcome) {
        return pushes.stream().map(push -> outcome).toList();
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
