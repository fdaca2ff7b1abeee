package dev.tidings.offline;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;

/**
 * An installation of an app that can be reached through a provider.
 *
 * @param platformId 1 to 11
 * @param token by which the provider knows it, 1 to {@value #TOKEN_MAX} printable ASCII characters
 */
public record Device(UserId user, int platformId, ProviderName provider, String token) {
    public static final int TOKEN_MAX = 2048;
    private static final char FIRST_PRINTABLE = '!';
    private static final char LAST_PRINTABLE = '~';

    /** @throws ImException {@code ARGS} if the token is none */
    public Device {
        if (token.isEmpty() || token.length() > TOKEN_MAX || !isPrintable(token)) {
            throw new ImException(ErrorCode.ARGS, "a push token has 1 to " + TOKEN_MAX + " printable ASCII characters");
        }
    }

    private static boolean isPrintable(String token) {
        return token.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE);
    }

    /** Without the token: whoever has that can push to the device. */
    @Override
    public String toString() {
        return "Device[" + user + ", " + platformId + ", " + provider + "]";
    }
}
