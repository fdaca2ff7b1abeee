package dev.tidings.provider;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.ApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Apple Push Notification service through Pushy: HTTP/2, signed in with a key (.p8), for one topic. The message's id is the
 * collapse id, so that a repetition replaces the notification it repeats.
 */
final class ApnsProvider implements PushProvider {
    private static final int AT_ONCE = 100;
    /** How long Apple keeps it for a device that it does not reach. */
    private static final Duration STORED = Duration.ofDays(1);
    /** Apple counts for each device and does not say how long; a minute is what it takes to become one notification a minute. */
    private static final Duration BUSY_WAIT = Duration.ofMinutes(1);

    private static final Duration RECONNECT = Duration.ofMillis(200);
    private static final int RECONNECTS = 3;

    private final ApnsClient client;
    private final String topic;
    private final EachAlone each;

    /** @param client built with the server and the key */
    ApnsProvider(ApnsClient client, String topic, Duration timeout) {
        this.client = client;
        this.topic = topic;
        this.each = new EachAlone(AT_ONCE, timeout);
    }

    /** What all clients have in common, whatever server they speak to. */
    static ApnsClientBuilder builder(Duration timeout) {
        return new ApnsClientBuilder().setConnectionTimeout(timeout).setGracefulShutdownTimeout(timeout);
    }

    @Override
    public List<Outcome> push(List<DevicePush> pushes) {
        return each.send(pushes, this::send);
    }

    private CompletableFuture<Outcome> send(DevicePush push) {
        Notification notification = push.notification();
        SimpleApnsPushNotification apns = new SimpleApnsPushNotification(
                push.device().token(),
                topic,
                payload(push),
                Instant.ofEpochMilli(notification.since()).plus(STORED),
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                notification.message().value(),
                push.id());
        return client.sendNotification(apns)
                .thenCompose(response -> isSignedTooLongAgo(response) ? again(apns, RECONNECTS) : completed(response))
                .thenApply(ApnsProvider::outcome);
    }

    private static boolean isSignedTooLongAgo(PushNotificationResponse<SimpleApnsPushNotification> response) {
        return response.getRejectionReason()
                .filter("ExpiredProviderToken"::equals)
                .isPresent();
    }

    /**
     * A little later: Pushy makes a new token with a new connection, and is about to close this one. What is sent before it
     * has done so fails with that connection.
     */
    private CompletableFuture<PushNotificationResponse<SimpleApnsPushNotification>> again(
            SimpleApnsPushNotification apns, int times) {
        Executor later = CompletableFuture.delayedExecutor(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(now -> client.sendNotification(apns))
                .exceptionallyCompose(e -> times == 1 ? CompletableFuture.failedFuture(e) : again(apns, times - 1));
    }

    private static <T> CompletableFuture<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static String payload(DevicePush push) {
        Notification notification = push.notification();
        ApnsPayloadBuilder payload = new SimpleApnsPayloadBuilder()
                .setAlertTitle(notification.title())
                .setAlertBody(Payload.textOrTitle(notification))
                .setThreadId(notification.conversation().value())
                .setSound(
                        notification.sound().isEmpty()
                                ? ApnsPayloadBuilder.DEFAULT_SOUND_FILENAME
                                : notification.sound());
        push.badge().ifPresent(payload::setBadgeNumber);
        Payload.fields(push).forEach(payload::addCustomProperty);
        return payload.build();
    }

    private static Outcome outcome(PushNotificationResponse<SimpleApnsPushNotification> response) {
        if (response.isAccepted()) {
            return Outcome.SENT;
        }
        String apple = response.getRejectionReason().orElse("");
        String reason = "APNs " + response.getStatusCode() + " " + apple;
        return switch (apple) {
            case "BadDeviceToken", "Unregistered", "ExpiredToken" -> Outcome.invalidToken(reason);
            case "TooManyRequests" -> Outcome.deviceBusy(reason, BUSY_WAIT);
            case "PayloadTooLarge", "PayloadEmpty", "DeviceTokenNotForTopic", "BadCollapseId", "BadExpirationDate" ->
                Outcome.refused(reason);
            // A server in trouble, or a key or topic that it does not accept: either can be mended.
            default -> response.getStatusCode() == 410 ? Outcome.invalidToken(reason) : Outcome.failed(reason);
        };
    }

    @Override
    public void close() {
        client.close().join();
    }
}
