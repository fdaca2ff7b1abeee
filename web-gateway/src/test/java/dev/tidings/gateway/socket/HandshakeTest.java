package dev.tidings.gateway.socket;

import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.token.TestTokens;
import dev.tidings.token.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final int WEB = 5;

    private final Tokens tokens =
            TestTokens.inMemory(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    private final Sockets sockets = new Sockets();
    private final Handshake handshake = new Handshake(tokens, sockets);
    private final String token = tokens.issue(ALICE, WEB, Duration.ofDays(1)).token();

    @Test
    void whoHasATokenComesInAsWhomTheTokenSpeaksFor() {
        Handshake.Accepted accepted = accept(query("alice", WEB) + "&compression=gzip&sdkType=js&isBackground=true");

        assertThat(accepted.caller().user()).isEqualTo(ALICE);
        assertThat(accepted.caller().platformId()).isEqualTo(WEB);
        assertThat(accepted.codec().compression()).isEqualTo(Compression.GZIP);
        assertThat(accepted.codec().framing()).isEqualTo(Framing.JSON);
        assertThat(accepted.isBackground()).isTrue();
        assertThat(accepted.textResult()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sendID=alice",
                "sendID=alice&platformID=5&operationID=op",
                "sendID=alice&token=t&operationID=op",
                "sendID=alice&token=t&platformID=5",
                "token=t&platformID=5&operationID=op",
                "sendID=alice&token=t&platformID=five&operationID=op",
                "sendID=alice&token=t&platformID=0&operationID=op",
                "sendID=alice&token=t&platformID=12&operationID=op",
                "sendID=alice&token=t&platformID=-5&operationID=op",
                "sendID=alice&token=t&platformID=5&operationID=op&compression=zstd",
                "sendID=alice&token=t&platformID=5&operationID=op&sdkType=php",
                "sendID=alice&token=t&platformID=5&operationID=op&isBackground=maybe",
                "sendID=%zz&token=t&platformID=5&operationID=op",
                "v=***",
            })
    void aQueryThatIsNotUnderstoodIsRefused(String query) {
        assertRefused(ErrorCode.CONN_ARGS, query);
    }

    @Test
    void whoWaitsForATextIsLetInToBeTold() {
        assertThat(handshake.check(query("bob", WEB) + "&isMsgResp=true"))
                .isInstanceOfSatisfying(
                        Handshake.Refused.class,
                        refused -> assertThat(refused.result().errCode()).isEqualTo(ErrorCode.TOKEN_INVALID.number()));
        assertThat(accept(query("alice", WEB) + "&isMsgResp=true").textResult()).isTrue();
    }

    @Test
    void nothingThatIsKeptWithASocketHasItsToken() {
        assertThat(accept(query("alice", WEB)).toString()).doesNotContain(token);
    }

    @Test
    void anEndlessQueryIsRefused() {
        assertRefused(ErrorCode.CONN_ARGS, query("alice", WEB) + "&x=" + "y".repeat(20_000));
    }

    @Test
    void anothersTokenIsRefused() {
        assertRefused(ErrorCode.TOKEN_INVALID, query("bob", WEB));
    }

    @Test
    void aTokenIsForOnePlatform() {
        assertRefused(ErrorCode.TOKEN_INVALID, query("alice", 1));
    }

    @Test
    void whatIsNoTokenIsRefusedAsSuch() {
        assertRefused(ErrorCode.TOKEN_MALFORMED, "sendID=alice&token=nonsense&platformID=5&operationID=op");
    }

    @Test
    void aRevokedTokenIsRefused() {
        tokens.revoke(ALICE, WEB);

        assertRefused(ErrorCode.TOKEN_KICKED, query("alice", WEB));
    }

    @Test
    void aTokenWhoseKickCameFromAnotherNodeIsRefusedAtOnce() {
        sockets.kick(List.of(accept(query("alice", WEB)).caller()));

        assertRefused(ErrorCode.TOKEN_KICKED, query("alice", WEB));
    }

    @Test
    void parametersAreDecodedAndTheFirstCounts() {
        assertThat(Handshake.parameters("a=%C3%A4+b&a=second&flag&=x&c=1=2"))
                .containsEntry("a", List.of("ä b", "second"))
                .containsEntry("flag", java.util.List.of(""))
                .containsEntry("c", java.util.List.of("1=2"));
        assertThat(Handshake.parameters(null)).isEmpty();
    }

    @Test
    void aDefectIsNotShownToTheClient() {
        HandshakeResult refusal = Handshake.refusal(new IllegalStateException("jdbc:mysql://secret"));

        assertThat(refusal.errCode()).isEqualTo(ErrorCode.SERVER_INTERNAL.number());
        assertThat(refusal.json()).doesNotContain("secret");
    }

    @Test
    void aRefusalNamesItsCode() {
        HandshakeResult refusal =
                Handshake.refusal(new ImException(ErrorCode.TOKEN_EXPIRED, "it was valid until today"));

        assertThat(refusal).isEqualTo(new HandshakeResult(1501, "TokenExpiredError", "it was valid until today"));
    }

    private String query(String user, int platform) {
        return "sendID=" + user + "&token=" + token + "&platformID=" + platform + "&operationID=op";
    }

    private Handshake.Accepted accept(String query) {
        return (Handshake.Accepted) handshake.check(query);
    }

    private void assertRefused(ErrorCode code, String query) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> accept(query))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
