package dev.tidings.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Firebase Cloud Messaging by its HTTP v1 API. A request is for one token; the access token comes from the token endpoint of
 * the service account, for an assertion signed with its key. The message's id is Android's tag and the collapse id of iOS, so
 * that a repetition replaces the notification it repeats.
 */
final class FcmProvider implements PushProvider {
    private static final int AT_ONCE = 50;
    private static final Duration ASSERTION = Duration.ofHours(1);
    private static final Duration QUOTA_WAIT = Duration.ofMinutes(1);
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final ServiceAccount account;
    private final URI messages;
    private final Http http;
    private final AccessToken access;
    private final EachAlone each;
    private final Clock clock;

    /** @param base of the API, {@code https://fcm.googleapis.com} but in tests */
    FcmProvider(ServiceAccount account, URI base, Duration timeout, Clock clock) {
        this.account = account;
        this.messages = Http.below(base, "/v1/projects/" + account.projectId() + "/messages:send");
        this.http = new Http(timeout);
        this.access = new AccessToken(this::grant, clock);
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
                                messages, "application/json", body, Map.of("Authorization", "Bearer " + token)),
                        reply -> reply.status() == 401 && !"THIRD_PARTY_AUTH_ERROR".equals(errorCode(error(reply))))
                .thenApply(FcmProvider::outcome);
    }

    private static JsonObject body(DevicePush push) {
        Notification notification = push.notification();
        String id = notification.message().value();
        JsonObjectBuilder aps = Json.createObjectBuilder()
                .add("sound", notification.sound().isEmpty() ? "default" : notification.sound());
        push.badge().ifPresent(badge -> aps.add("badge", badge));
        return Json.createObjectBuilder()
                .add(
                        "message",
                        Json.createObjectBuilder()
                                .add("token", push.device().token())
                                .add(
                                        "notification",
                                        Json.createObjectBuilder()
                                                .add("title", notification.title())
                                                .add("body", notification.text()))
                                .add("data", Payload.data(push))
                                .add(
                                        "android",
                                        Json.createObjectBuilder()
                                                .add("priority", "HIGH")
                                                .add(
                                                        "notification",
                                                        Json.createObjectBuilder()
                                                                .add("tag", id)))
                                .add(
                                        "apns",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "headers",
                                                        Json.createObjectBuilder()
                                                                .add("apns-collapse-id", id)
                                                                .add("apns-priority", "10"))
                                                .add(
                                                        "payload",
                                                        Json.createObjectBuilder()
                                                                .add("aps", aps))))
                .build();
    }

    private static Outcome outcome(Http.Reply reply) {
        if (reply.status() == 200) {
            return Outcome.SENT;
        }
        JsonObject error = error(reply);
        String code = errorCode(error);
        String reason = "FCM " + reply.status() + " " + (code.isEmpty() ? error.getString("status", "") : code);
        if (reply.status() == 404 && code.equals("UNREGISTERED")) {
            return Outcome.invalidToken(reason);
        }
        if (reply.status() == 400) {
            return isAboutTheToken(error) ? Outcome.invalidToken(reason) : Outcome.refused(reason);
        }
        if (reply.status() == 429) {
            return Outcome.limited(reason, reply.retryAfter().isZero() ? QUOTA_WAIT : reply.retryAfter());
        }
        if (reply.isServerError() && !reply.retryAfter().isZero()) {
            return Outcome.limited(reason, reply.retryAfter());
        }
        // A token of another project: the token may be right and the service account wrong, so it is not forgotten.
        return code.equals("SENDER_ID_MISMATCH") ? Outcome.refused(reason) : Outcome.failed(reason);
    }

    private static JsonObject error(Http.Reply reply) {
        JsonValue error = reply.json().get("error");
        return error instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static List<JsonObject> details(JsonObject error) {
        return error.get("details") instanceof JsonArray details
                ? details.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    private static String errorCode(JsonObject error) {
        return details(error).stream()
                .map(detail -> detail.getString("errorCode", ""))
                .filter(code -> !code.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** An invalid argument may be any; a token that is none is named as the field, or by FCM's own error without any field. */
    private static boolean isAboutTheToken(JsonObject error) {
        List<JsonObject> fields = details(error).stream()
                .filter(detail -> detail.get("fieldViolations") instanceof JsonArray)
                .flatMap(detail -> detail.getJsonArray("fieldViolations").stream())
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
        if (fields.isEmpty()) {
            return errorCode(error).equals("INVALID_ARGUMENT")
                    && error.getString("message", "").contains("registration token");
        }
        return fields.stream().allMatch(field -> field.getString("field", "").equals("message.token"));
    }

    private CompletableFuture<AccessToken.Granted> grant() {
        Instant now = clock.instant();
        String form = "grant_type=" + URLEncoder.encode(GRANT, StandardCharsets.UTF_8) + "&assertion=" + assertion(now);
        return http.post(account.tokenUri(), "application/x-www-form-urlencoded", form, Map.of())
                .thenApply(reply -> {
                    JsonObject granted = reply.json();
                    if (reply.status() != 200
                            || granted.getString("access_token", "").isEmpty()) {
                        throw new RefusedAnswer(
                                "FCM token endpoint " + reply.status() + " " + granted.getString("error", ""));
                    }
                    return new AccessToken.Granted(
                            granted.getString("access_token"), now.plusSeconds(granted.getInt("expires_in", 0)));
                });
    }

    private String assertion(Instant now) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(account.keyId())
                        .type(com.nimbusds.jose.JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(account.email())
                        .audience(account.tokenUri().toString())
                        .claim("scope", SCOPE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(ASSERTION)))
                        .build());
        try {
            jwt.sign(new RSASSASigner(account.key()));
        } catch (JOSEException e) {
            throw new IllegalStateException("the service account's key cannot sign", e);
        }
        return jwt.serialize();
    }
}
