package dev.tidings.offline;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static dev.tidings.offline.ProviderName.APNS;
import static dev.tidings.offline.ProviderName.FCM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What any store of device tokens does. */
interface DeviceTokensContract {
    long NOW = 1_000_000;
    long LATER = NOW + 60_000;

    /** An empty one, for one login of a platform at a time. */
    DeviceTokens tokens();

    /** An empty one, for several logins of a platform beside each other. */
    DeviceTokens tokensOfManyLogins();

    @Test
    default void theDevicesOfSeveralUsersAreFoundTogether() {
        DeviceTokens tokens = tokens();
        Device phone = new Device(ALICE, 1, APNS, "a1");
        Device pad = new Device(ALICE, 9, APNS, "a9");
        Device android = new Device(BOB, 2, FCM, "b2");
        tokens.put(phone, NOW, LATER);
        tokens.put(pad, NOW, LATER);
        tokens.put(android, NOW, LATER);

        assertThat(tokens.of(List.of(ALICE, BOB, CAROL), NOW)).containsExactlyInAnyOrder(phone, pad, android);
        assertThat(tokens.of(List.of(CAROL), NOW)).isEmpty();
        assertThat(tokens.of(List.of(), NOW)).isEmpty();
    }

    @Test
    default void aTokenThatIsRegisteredAgainIsThereOnce() {
        DeviceTokens tokens = tokensOfManyLogins();
        Device phone = new Device(ALICE, 2, FCM, "t");

        tokens.put(phone, NOW, LATER);
        tokens.put(phone, NOW + 1, LATER);

        assertThat(tokens.of(List.of(ALICE), NOW)).containsExactly(phone);
    }

    @Test
    default void aTokenBelongsToWhoRegisteredItLast() {
        DeviceTokens tokens = tokens();
        tokens.put(new Device(ALICE, 2, FCM, "t"), NOW, LATER);

        tokens.put(new Device(BOB, 2, FCM, "t"), NOW + 1, LATER);

        assertThat(tokens.of(List.of(ALICE), NOW)).isEmpty();
        assertThat(tokens.of(List.of(BOB), NOW)).containsExactly(new Device(BOB, 2, FCM, "t"));
    }

    @Test
    default void aNewLoginOfThePlatformTakesTheOldOnesPlace() {
        DeviceTokens tokens = tokens();
        tokens.put(new Device(ALICE, 2, FCM, "old"), NOW, LATER);
        tokens.put(new Device(ALICE, 8, FCM, "pad"), NOW, LATER);

        tokens.put(new Device(ALICE, 2, FCM, "new"), NOW, LATER);

        assertThat(tokens.of(List.of(ALICE), NOW)).extracting(Device::token).containsExactlyInAnyOrder("new", "pad");
    }

    @Test
    default void whereLoginsLiveBesideEachOtherTheNewestFewStay() {
        DeviceTokens tokens = tokensOfManyLogins();

        for (int i = 0; i < 8; i++) {
            tokens.put(new Device(ALICE, 2, FCM, "t" + i), NOW + i, LATER);
        }

        assertThat(tokens.of(List.of(ALICE), NOW))
                .extracting(Device::token)
                .containsExactlyInAnyOrder("t3", "t4", "t5", "t6", "t7");
    }

    @Test
    default void anExpiredTokenIsNotUsed() {
        DeviceTokens tokens = tokens();
        tokens.put(new Device(ALICE, 2, FCM, "t"), NOW, LATER);

        assertThat(tokens.of(List.of(ALICE), LATER - 1)).hasSize(1);
        assertThat(tokens.of(List.of(ALICE), LATER)).isEmpty();
    }

    @Test
    default void aTokenThatLeadsNowhereIsForgotten() {
        DeviceTokens tokens = tokens();
        tokens.put(new Device(ALICE, 2, FCM, "t"), NOW, LATER);
        tokens.put(new Device(ALICE, 2, APNS, "t"), NOW, LATER);

        tokens.remove(FCM, "t");

        assertThat(tokens.of(List.of(ALICE), NOW)).containsExactly(new Device(ALICE, 2, APNS, "t"));
    }

    @Test
    default void whoLogsOutIsToldNothingOnThatPlatform() {
        DeviceTokens tokens = tokens();
        tokens.put(new Device(ALICE, 1, APNS, "phone"), NOW, LATER);
        tokens.put(new Device(ALICE, 1, FCM, "phone"), NOW, LATER);
        tokens.put(new Device(ALICE, 9, APNS, "pad"), NOW, LATER);
        tokens.put(new Device(BOB, 1, APNS, "bob"), NOW, LATER);

        tokens.remove(ALICE, 1);

        assertThat(tokens.of(List.of(ALICE, BOB), NOW))
                .extracting(Device::token)
                .containsExactlyInAnyOrder("pad", "bob");
    }
}
