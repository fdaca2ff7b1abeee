package dev.tidings.provider;

import dev.tidings.offline.Device;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One notification for one device.
 *
 * @param badge the number for the app's icon, not negative; empty to leave it as it is
 */
public record DevicePush(Notification notification, Device device, OptionalInt badge) {
    private static final int DEVICE_HASH_BYTES = 16;

    /** The same for every attempt, so that a provider or a device can tell a repetition. */
    public UUID id() {
        return UUID.nameUUIDFromBytes((notification.message() + " " + deviceHash()).getBytes(StandardCharsets.UTF_8));
    }

    /** Names the device in logs and marks, without its token: the provider and 32 hex digits. */
    public String deviceHash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(device.token().getBytes(StandardCharsets.UTF_8));
            return device.provider() + ":" + HexFormat.of().formatHex(digest, 0, DEVICE_HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
