package dev.tidings.token;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Duration;
import java.util.List;

/**
 * Issues, verifies and revokes tokens: JWTs, HS256, with the claims {@code UserID}, {@code PlatformID}, {@code exp},
 * {@code iat} and {@code jti}.
 */
public interface Tokens {
    /** The longest validity. */
    Duration VALIDITY_MAX = Duration.ofDays(400);

    /**
     * Issues a token for a user's device and kicks the older tokens of the user that the multi-login policy does not let
     * live beside it. That the user exists is the caller's to check.
     *
     * @param platformId 1 to 11 without 10
     * @param validity 1 s to {@link #VALIDITY_MAX}
     * @throws ImException {@code ARGS} for another platform or validity; {@code UNAVAILABLE} if the database is away
     */
    IssuedToken issue(UserId user, int platformId, Duration validity);

    /**
     * Issues an admin token. It kicks no other.
     *
     * @param secret of the business server ({@code im.auth.admin-secret})
     * @throws ImException {@code NO_PERMISSION} if the secret or the user is not the admin's, which of the two is not told
     */
    IssuedToken issueAdmin(String secret, UserId user, Duration validity);

    /**
     * Says whom a token speaks for. What another node revoked is known here within a second. For tokens seen lately it
     * needs no database.
     *
     * @throws ImException {@link ErrorCode#TOKEN_MALFORMED} if it is no JWT; {@code TOKEN_UNKNOWN} if it was not signed
     *     here, or not with HS256; {@code TOKEN_INVALID} if it was and lacks a claim; {@code TOKEN_EXPIRED};
     *     {@code TOKEN_KICKED} if it was revoked or kicked; {@code TOKEN_NOT_EXIST} if it is not in the table;
     *     {@code UNAVAILABLE} if that can't be found out now, which says nothing about the token
     */
    Caller verify(String token);

    /**
     * Revokes all tokens of a user on a platform; repeating it is harmless.
     *
     * @return whose tokens are revoked and would not have expired yet: their sockets are to be closed
     * @throws ImException {@code UNAVAILABLE} if the revocation may not yet count everywhere: repeat it
     */
    List<Caller> revoke(UserId user, int platformId);

    /**
     * Which of these tokens, each of which was good once, are not any more. The table is asked, so nothing that was revoked
     * anywhere is missed.
     *
     * @throws ImException {@code UNAVAILABLE} if that can't be found out now
     */
    List<Caller> revokedAmong(List<Caller> tokens);
}
