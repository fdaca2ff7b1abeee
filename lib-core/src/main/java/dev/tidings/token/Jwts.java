package dev.tidings.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The form of a token: a JWT, always HS256, whatever its header says. */
@SuppressWarnings("JavaUtilDate") // the JWT library knows no other
final class Jwts {
    /** Ours have about 250; what is longer is not parsed at all. */
    private static final int LENGTH_MAX = 4096;
    /** So that a server whose clock is a little behind does not take a token for one from the future. */
    private static final Duration ISSUED_EARLIER = Duration.ofSeconds(5);

    private final JWSSigner signer;
    private final JWSVerifier verifier;

    Jwts(String signingKey) {
        try {
            signer = new MACSigner(signingKey);
            verifier = new MACVerifier(signingKey);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("im.auth.token-secret is no key for HS256", e);
        }
    }

    String encode(Caller caller, Instant now) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .claim("UserID", caller.user().value())
                        .claim("PlatformID", caller.platformId())
                        .expirationTime(new Date(caller.expiresAt()))
                        .issueTime(Date.from(now.minus(ISSUED_EARLIER)))
                        .jwtID(caller.token().value())
                        .build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("a key that was good at the start no longer signs", e);
        }
        return jwt.serialize();
    }

    /** @throws ImException as {@link Tokens#verify} says, as far as the token alone tells */
    Caller decode(String token, Instant now) {
        SignedJWT jwt = parse(token);
        if (!isSignedHere(jwt)) {
            throw new ImException(ErrorCode.TOKEN_UNKNOWN, "the token was not signed by this server");
        }
        Caller caller = caller(jwt);
        if (caller.expiresAt() <= now.toEpochMilli()) {
            throw new ImException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
        }
        return caller;
    }

    private static SignedJWT parse(String token) {
        if (token.length() > LENGTH_MAX) {
            throw new ImException(ErrorCode.TOKEN_MALFORMED, "the token is too long");
        }
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw new ImException(ErrorCode.TOKEN_MALFORMED, "the token is not a signed JWT", e);
        }
    }

    private boolean isSignedHere(SignedJWT jwt) {
        try {
            return JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier);
        } catch (JOSEException e) {
            throw new ImException(ErrorCode.TOKEN_UNKNOWN, "the token was not signed by this server", e);
        }
    }

    private static Caller caller(SignedJWT jwt) {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return new Caller(
                    new UserId(required(claims.getStringClaim("UserID"))),
                    required(claims.getIntegerClaim("PlatformID")),
                    new TokenId(required(claims.getJWTID())),
                    required(claims.getExpirationTime()).getTime());
        } catch (ParseException | IllegalArgumentException | ImException e) {
            throw new ImException(ErrorCode.TOKEN_INVALID, "the token lacks a claim, or has one that is not good", e);
        }
    }

    private static <T> T required(@Nullable T claim) {
        if (claim == null) {
            throw new IllegalArgumentException("a claim is missing");
        }
        return claim;
    }
}
