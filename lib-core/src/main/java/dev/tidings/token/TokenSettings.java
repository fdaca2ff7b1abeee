package dev.tidings.token;

import dev.tidings.message.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What an operator decides about tokens.
 *
 * @param signingKey {@code im.auth.token-secret}: UTF-8, at least 32 bytes, as HS256 asks for
 * @param adminSecret {@code im.auth.admin-secret}: UTF-8, at least 16 bytes
 * @param admin {@code im.auth.admin-user-id}
 * @param policy {@code im.auth.multi-login-policy}
 * @param perPlatformMax {@code im.auth.tokens-per-platform-max}: 1 to 1000
 */
record TokenSettings(String signingKey, String adminSecret, UserId admin, MultiLoginPolicy policy, int perPlatformMax) {
    private static final int SIGNING_KEY_BYTES_MIN = 32;
    private static final int ADMIN_SECRET_BYTES_MIN = 16;
    private static final int PER_PLATFORM_LIMIT = 1000;

    /** @throws IllegalArgumentException that names the key whose value is not good */
    TokenSettings {
        check(bytes(signingKey).length >= SIGNING_KEY_BYTES_MIN, "im.auth.token-secret has at least 32 bytes");
        check(bytes(adminSecret).length >= ADMIN_SECRET_BYTES_MIN, "im.auth.admin-secret has at least 16 bytes");
        check(
                perPlatformMax >= 1 && perPlatformMax <= PER_PLATFORM_LIMIT,
                "im.auth.tokens-per-platform-max is 1 to " + PER_PLATFORM_LIMIT);
    }

    /** In a time that does not tell how much of the secret was right. */
    boolean isAdminSecret(String secret) {
        return MessageDigest.isEqual(bytes(adminSecret), bytes(secret));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TokenSettings[" + admin + ", " + policy + ", " + perPlatformMax + "]";
    }
}
