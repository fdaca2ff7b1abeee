package dev.tidings.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link Tokens} do, on whatever table and cache. */
interface TokensContract {
    UserId ALICE = new UserId("alice");
    UserId BOB = new UserId("bob");
    int IOS = 1;
    int ANDROID = 2;
    int WINDOWS = 3;
    int OSX = 4;
    int WEB = 5;
    int ANDROID_PAD = 8;
    Duration DAY = Duration.ofDays(1);

    /** The clock of the tokens below. */
    SetClock clock();

    /** A node; the nodes of one test share their stores. */
    Tokens node(int policy);

    private Tokens node() {
        return node(1);
    }

    @Test
    default void aTokenSpeaksForItsUserAndPlatformOnEveryNode() {
        IssuedToken issued = node().issue(ALICE, WEB, DAY);

        Caller caller = node().verify(issued.token());

        assertThat(caller).isEqualTo(issued.caller());
        assertThat(caller.user()).isEqualTo(ALICE);
        assertThat(caller.platformId()).isEqualTo(WEB);
        assertThat(caller.expiresAt()).isEqualTo(clock().instant().plus(DAY).toEpochMilli());
        assertThat(caller.isAdmin()).isFalse();
        assertThat(issued.toString()).doesNotContain(issued.token());
    }

    @Test
    @SuppressWarnings("JavaUtilDate")
    default void theClaimsAreTheProtocols() throws Exception {
        IssuedToken issued = node().issue(ALICE, WEB, Duration.ofDays(90));

        String[] parts = issued.token().split("\\.", -1);
        long now = clock().instant().getEpochSecond();

        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .contains("\"alg\":\"HS256\"");
        assertThat(JWTClaimsSet.parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                        .toJSONObject())
                .containsOnlyKeys("UserID", "PlatformID", "exp", "iat", "jti")
                .containsEntry("UserID", "alice")
                .containsEntry("PlatformID", 5L)
                .containsEntry("exp", now + 90 * 86_400L)
                .containsEntry("iat", now - 5);
    }

    @Test
    default void anExpiredTokenIsExpired() {
        Tokens tokens = node();
        String token = tokens.issue(ALICE, WEB, Duration.ofMinutes(1)).token();

        clock().forward(Duration.ofSeconds(59));
        assertThat(tokens.verify(token).user()).isEqualTo(ALICE);
        clock().forward(Duration.ofSeconds(1));

        assertFails(ErrorCode.TOKEN_EXPIRED, () -> tokens.verify(token));
    }

    @Test
    default void whatIsNoTokenIsMalformed() {
        for (String rubbish : List.of("", "x", "a.b.c", "....", "eyJhbGciOiJIUzI1NiJ9.e30", "x".repeat(5000))) {
            assertFails(ErrorCode.TOKEN_MALFORMED, () -> node().verify(rubbish));
        }
    }

    @Test
    default void aTokenWithoutASignatureIsMalformed() {
        JWTClaimsSet claims = claims().build();

        assertFails(ErrorCode.TOKEN_MALFORMED, () -> node().verify(new PlainJWT(claims).serialize()));
    }

    @Test
    default void aTokenThatWasSignedElsewhereOrOtherwiseIsUnknown() throws JOSEException {
        String good = node().issue(ALICE, WEB, DAY).token();
        String otherKey = signed(JWSAlgorithm.HS256, "another signing key, of 32 bytes or more");
        String otherAlgorithm = signed(JWSAlgorithm.HS384, TestTokens.SIGNING_KEY + TestTokens.SIGNING_KEY);
        String otherClaims = good.substring(0, good.indexOf('.')) + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"UserID\":\"bob\",\"PlatformID\":5}".getBytes(StandardCharsets.UTF_8))
                + good.substring(good.lastIndexOf('.'));

        assertFails(ErrorCode.TOKEN_UNKNOWN, () -> node().verify(otherKey));
        assertFails(ErrorCode.TOKEN_UNKNOWN, () -> node().verify(otherAlgorithm));
        assertFails(ErrorCode.TOKEN_UNKNOWN, () -> node().verify(otherClaims));
    }

    @Test
    default void aTokenThatIsSignedButLacksAClaimIsInvalid() throws JOSEException {
        String noUser = signed(claims().claim("UserID", null).build());
        String noId = signed(claims().jwtID(null).build());
        String textPlatform = signed(claims().claim("PlatformID", "Web").build());

        assertFails(ErrorCode.TOKEN_INVALID, () -> node().verify(noUser));
        assertFails(ErrorCode.TOKEN_INVALID, () -> node().verify(noId));
        assertFails(ErrorCode.TOKEN_INVALID, () -> node().verify(textPlatform));
    }

    @Test
    default void aTokenThatIsSignedButWasNeverIssuedDoesNotExist() throws JOSEException {
        String forged = signed(claims().build());

        assertFails(ErrorCode.TOKEN_NOT_EXIST, () -> node().verify(forged));
    }

    @Test
    default void aRevokedTokenIsKickedOnEveryNodeWithinASecond() {
        Tokens here = node();
        Tokens there = node();
        IssuedToken web = here.issue(ALICE, WEB, DAY);
        IssuedToken ios = here.issue(ALICE, IOS, DAY);
        there.verify(web.token());

        List<Caller> closed = here.revoke(ALICE, WEB);
        clock().forward(Duration.ofSeconds(1));

        assertThat(closed).containsExactly(web.caller());
        assertFails(ErrorCode.TOKEN_KICKED, () -> here.verify(web.token()));
        assertFails(ErrorCode.TOKEN_KICKED, () -> there.verify(web.token()));
        assertThat(there.verify(ios.token())).isEqualTo(ios.caller());
    }

    @Test
    default void revokingAgainNamesTheSameAndRevokingNothingNamesNone() {
        Tokens tokens = node();
        IssuedToken web = tokens.issue(ALICE, WEB, DAY);

        tokens.revoke(ALICE, WEB);

        assertThat(tokens.revoke(ALICE, WEB)).containsExactly(web.caller());
        assertThat(tokens.revoke(BOB, WEB)).isEmpty();
    }

    @Test
    default void underPolicy0TheOldestGoWhenThereAreTooMany() {
        Tokens tokens = node(0);
        IssuedToken first = issueLater(tokens, WEB);
        IssuedToken second = issueLater(tokens, WEB);
        IssuedToken third = issueLater(tokens, WEB);
        issueLater(tokens, IOS);

        IssuedToken fourth = issueLater(tokens, WEB);

        assertThat(second.kicked()).isEmpty();
        assertThat(third.kicked()).isEmpty();
        assertThat(fourth.kicked()).containsExactly(first.caller());
        assertFails(ErrorCode.TOKEN_KICKED, () -> tokens.verify(first.token()));
        assertThat(tokens.verify(second.token())).isEqualTo(second.caller());
    }

    @Test
    default void underPolicy1APlatformHasOneToken() {
        Tokens tokens = node(1);
        IssuedToken web = issueLater(tokens, WEB);
        issueLater(tokens, IOS);
        tokens.issue(BOB, WEB, DAY);

        IssuedToken again = issueLater(tokens, WEB);

        assertThat(again.kicked()).containsExactly(web.caller());
        assertFails(ErrorCode.TOKEN_KICKED, () -> tokens.verify(web.token()));
        assertThat(tokens.verify(again.token())).isEqualTo(again.caller());
    }

    @Test
    default void underPolicy4AClassHasOneToken() {
        Tokens tokens = node(4);
        IssuedToken ios = issueLater(tokens, IOS);
        IssuedToken windows = issueLater(tokens, WINDOWS);

        assertThat(issueLater(tokens, ANDROID).kicked()).containsExactly(ios.caller());
        assertThat(issueLater(tokens, OSX).kicked()).containsExactly(windows.caller());
        assertThat(issueLater(tokens, ANDROID_PAD).kicked()).isEmpty();
        assertThat(issueLater(tokens, WEB).kicked()).isEmpty();
    }

    @Test
    default void underPolicy5PcsStayAndOfAllOthersTheLast() {
        Tokens tokens = node(5);
        IssuedToken windows = issueLater(tokens, WINDOWS);
        IssuedToken ios = issueLater(tokens, IOS);

        assertThat(issueLater(tokens, OSX).kicked()).isEmpty();
        assertThat(issueLater(tokens, WINDOWS).kicked()).isEmpty();
        assertThat(issueLater(tokens, WEB).kicked()).containsExactly(ios.caller());
        assertThat(tokens.verify(windows.token())).isEqualTo(windows.caller());
    }

    @Test
    default void twoLoginsAtTheSameTimeLeaveOneToken() throws Exception {
        Tokens tokens = node(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<IssuedToken>> logins = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            logins.add(() -> tokens.issue(ALICE, WEB, DAY));
        }

        List<Caller> issued = new ArrayList<>();
        List<Caller> kicked = new ArrayList<>();
        for (Future<IssuedToken> login : threads.invokeAll(logins)) {
            issued.add(login.get().caller());
            kicked.addAll(login.get().kicked());
        }
        threads.shutdown();

        assertThat(kicked).doesNotHaveDuplicates().hasSize(11);
        assertThat(issued).containsAll(kicked);
    }

    @Test
    default void manyUsersLogInAtTheSameTime() throws Exception {
        Tokens tokens = node(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<IssuedToken>> logins = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            UserId user = new UserId("u" + i);
            logins.add(() -> tokens.issue(user, WEB, DAY));
        }

        for (Future<IssuedToken> login : threads.invokeAll(logins)) {
            assertThat(login.get().kicked()).isEmpty();
        }
        threads.shutdown();
    }

    @Test
    default void anAdminTokenNeedsTheSecretAndTheName() {
        Tokens tokens = node();

        IssuedToken first = tokens.issueAdmin(TestTokens.ADMIN_SECRET, TestTokens.ADMIN, DAY);
        IssuedToken second = tokens.issueAdmin(TestTokens.ADMIN_SECRET, TestTokens.ADMIN, DAY);

        assertThat(tokens.verify(first.token()).isAdmin()).isTrue();
        assertThat(second.kicked()).isEmpty();
        assertFails(ErrorCode.NO_PERMISSION, () -> tokens.issueAdmin("openIM123", TestTokens.ADMIN, DAY));
        assertFails(ErrorCode.NO_PERMISSION, () -> tokens.issueAdmin(TestTokens.ADMIN_SECRET, ALICE, DAY));
        assertFails(ErrorCode.NO_PERMISSION, () -> tokens.issueAdmin("", TestTokens.ADMIN, DAY));
    }

    @Test
    default void aUserTokenIsNotIssuedForThePlatformOfAdminsOrNone() {
        for (int platform : new int[] {-1, 0, Caller.ADMIN_PLATFORM, 12}) {
            assertFails(ErrorCode.ARGS, () -> node().issue(ALICE, platform, DAY));
        }
        assertFails(ErrorCode.ARGS, () -> node().issue(ALICE, WEB, Duration.ZERO));
        assertFails(ErrorCode.ARGS, () -> node().issue(ALICE, WEB, Duration.ofDays(401)));
    }

    private IssuedToken issueLater(Tokens tokens, int platform) {
        clock().forward(Duration.ofMillis(5));
        return tokens.issue(ALICE, platform, DAY);
    }

    @SuppressWarnings("JavaUtilDate")
    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .claim("UserID", "alice")
                .claim("PlatformID", WEB)
                .jwtID("0123456789abcdef0123456789abcdef")
                .expirationTime(new Date(clock().millis() + 60_000));
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.HS256, TestTokens.SIGNING_KEY);
    }

    private String signed(JWSAlgorithm algorithm, String key) throws JOSEException {
        return signed(claims().build(), algorithm, key);
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String key) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(new MACSigner(key));
        return jwt.serialize();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    default void whatWasRevokedAnywhereIsFoundAmongMany() {
        Caller good = node().issue(ALICE, WEB, DAY).caller();
        Caller ended = node().issue(BOB, WEB, DAY).caller();
        Caller replaced = node().issue(BOB, IOS, DAY).caller();
        node().revoke(BOB, WEB);
        node().issue(BOB, IOS, DAY);
        Caller unknown = new Caller(ALICE, WEB, new TokenId("0".repeat(32)), good.expiresAt());

        List<Caller> revoked = node().revokedAmong(List.of(good, ended, replaced, unknown));

        assertThat(revoked).containsExactly(ended, replaced, unknown);
        assertThat(node().revokedAmong(List.of())).isEmpty();
    }
}
