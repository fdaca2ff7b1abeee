package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.UserId;
import dev.tidings.offline.Device;
import dev.tidings.offline.ProviderName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What apps tell the server for offline push. */
class ThirdTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    private final Api api = new Api();
    private final String alice = api.login("alice");
    private final String bob = api.login("bob");
    private final long now = api.services.clock.millis();

    private List<Device> devices(UserId user, long at) {
        return api.services.devices.of(List.of(user), at);
    }

    private int register(String token, String body) {
        return api.post("/third/update_push_token", token, body).errCode();
    }

    @Test
    void anSdksFirebaseTokenIsRegisteredForItsUser() {
        api.post(
                "/third/fcm_update_token",
                alice,
                "{\"platformID\":2,\"fcmToken\":\"t\",\"account\":\"alice\",\"expireTime\":0}");

        assertThat(devices(ALICE, now)).containsExactly(new Device(ALICE, 2, ProviderName.FCM, "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fcm", "apns", "getui", "jpush", "http"})
    void aTokenOfAnyProviderIsRegistered(String provider) {
        assertThat(register(bob, "{\"platformID\":1,\"provider\":\"" + provider + "\",\"token\":\"t\"}"))
                .isZero();

        assertThat(devices(BOB, now))
                .containsExactly(new Device(BOB, 1, ProviderName.of(provider).orElseThrow(), "t"));
    }

    @Test
    void nobodyRegistersADeviceForSomebodyElseButTheAdmin() {
        String forBob = "{\"platformID\":2,\"fcmToken\":\"t\",\"account\":\"bob\"}";

        assertThat(api.post("/third/fcm_update_token", alice, forBob).errCode()).isEqualTo(1002);
        assertThat(register(alice, "{\"userID\":\"bob\",\"platformID\":1,\"provider\":\"apns\",\"token\":\"t\"}"))
                .isEqualTo(1002);
        assertThat(devices(BOB, now)).isEmpty();
        assertThat(api.post("/third/fcm_update_token", api.admin, forBob).errCode())
                .isZero();
        assertThat(devices(BOB, now)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"platformID\":1,\"provider\":\"pager\",\"token\":\"t\"}",
                "{\"platformID\":1,\"provider\":\"apns\"}",
                "{\"platformID\":1,\"provider\":\"apns\",\"token\":\"\"}",
                "{\"platformID\":1,\"provider\":\"apns\",\"token\":\"a b\"}",
                "{\"platformID\":99,\"provider\":\"apns\",\"token\":\"t\"}",
                "{\"platformID\":1,\"provider\":\"apns\",\"token\":\"t\",\"expireTime\":-1}",
                "{\"platformID\":1,\"provider\":\"apns\",\"token\":\"t\",\"expireTime\":1000000000}"
            })
    void whatMakesNoSenseIsRefused(String body) {
        assertThat(register(alice, body)).isEqualTo(1001);
        assertThat(devices(ALICE, 0)).isEmpty();
    }

    @Test
    void aTokenIsAtMost2048Characters() {
        String body = "{\"platformID\":1,\"provider\":\"apns\",\"token\":\"%s\"}";

        assertThat(register(alice, body.formatted("x".repeat(2048)))).isZero();
        assertThat(register(alice, body.formatted("x".repeat(2049)))).isEqualTo(1001);
    }

    @Test
    void aTimeToEndIsUnderstoodAsSecondsFromNowOrAsATime() {
        long hour = Duration.ofHours(1).toMillis();
        Map<String, String> times = Map.of(
                "seconds", "3600",
                "since1970", Long.toString((now + hour) / 1000),
                "ms", Long.toString(now + hour));

        times.forEach((name, time) -> {
            register(alice, "{\"platformID\":1,\"provider\":\"http\",\"token\":\"t\",\"expireTime\":" + time + "}");

            assertThat(devices(ALICE, now + hour - 1)).as(name).hasSize(1);
            assertThat(devices(ALICE, now + hour)).as(name).isEmpty();
        });
    }

    @Test
    void noTokenIsUsedForLongerThanNineMonths() {
        register(alice, "{\"platformID\":1,\"provider\":\"http\",\"token\":\"t\"}");

        assertThat(devices(ALICE, now + Duration.ofDays(270).toMillis())).isEmpty();
    }

    @Test
    void theAppSaysWhatItsIconShows() {
        assertThat(api.post("/third/set_app_badge", alice, "{\"userID\":\"alice\",\"appUnreadCount\":7}")
                        .errCode())
                .isZero();

        assertThat(api.services.badges.of(List.of(ALICE))).containsEntry(ALICE, 7);
    }

    @Test
    void aBadgeIsOnesOwnAndNotNegative() {
        assertThat(api.post("/third/set_app_badge", bob, "{\"userID\":\"alice\",\"appUnreadCount\":7}")
                        .errCode())
                .isEqualTo(1002);
        assertThat(api.post("/third/set_app_badge", alice, "{\"userID\":\"alice\",\"appUnreadCount\":-1}")
                        .errCode())
                .isEqualTo(1001);
        assertThat(api.post("/third/set_app_badge", api.admin, "{\"userID\":\"nobody\",\"appUnreadCount\":1}")
                        .errCode())
                .isEqualTo(1101);
    }
}
