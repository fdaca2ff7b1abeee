package dev.tidings.token;

import dev.tidings.message.UserId;

/**
 * Whom a valid token speaks for. Who a caller is comes from here and never from what the caller says.
 *
 * @param platformId 1 to 11, the kind of device; {@value #ADMIN_PLATFORM} is the business server
 * @param token by which a socket finds out that it is the one to close
 * @param expiresAt ms since epoch
 */
public record Caller(UserId user, int platformId, TokenId token, long expiresAt) {
    /** The platform of admin tokens. */
    public static final int ADMIN_PLATFORM = 10;

    /** Whether this is the business server, which may act for every user. */
    public boolean isAdmin() {
        return platformId == ADMIN_PLATFORM;
    }
}
