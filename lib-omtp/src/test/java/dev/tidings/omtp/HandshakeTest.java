package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final Map<String, String> WASM = Map.of(
            "sendID", "u1",
            "token", "t.o.k",
            "platformID", "5",
            "operationID", "1763871683",
            "isBackground", "false",
            "compression", "gzip",
            "isMsgResp", "true");

    @Test
    void theWasmSdksQueryIsRead() {
        HandshakeQuery query = HandshakeQuery.parse(parameters(WASM));

        assertThat(query)
                .isEqualTo(new HandshakeQuery(
                        "u1", "t.o.k", 5, "1763871683", false, Compression.GZIP, Framing.GOB, true, ""));
        assertThat(query.platform()).contains(Platform.WEB);
        assertThat(query.codec(FrameLimits.FROM_CLIENT)).isEqualTo(FrameCodec.forServer(Framing.GOB, Compression.GZIP));
    }

    @Test
    void whatIsAbsentHasADefault() {
        HandshakeQuery query = HandshakeQuery.parse(
                parameters(Map.of("sendID", "u1", "token", "t", "platformID", "2", "operationID", "o")));

        assertThat(query)
                .isEqualTo(new HandshakeQuery("u1", "t", 2, "o", false, Compression.NONE, Framing.GOB, false, ""));
    }

    @Test
    void everythingMayComePackedInOneParameter() {
        String json = """
                {"token":"t","userID":"u1","platformID":5,"operationID":"o","compression":"","sdkType":"js",
                 "sendResponse":true,"background":true,"sdkVersion":"0.0.14","later":{"a":[1]}}""";

        assertThat(HandshakeQuery.parse(packed(json)))
                .isEqualTo(new HandshakeQuery("u1", "t", 5, "o", true, Compression.NONE, Framing.JSON, true, "0.0.14"));
        assertThat(HandshakeQuery.wantsTextResult(packed(json))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sendID,''",
        "token,''",
        "operationID,''",
        "platformID,''",
        "platformID,x",
        "platformID,99999999999",
        "isBackground,yes",
        "compression,br",
        "sdkType,rust"
    })
    void aQueryThatLacksSomethingOrSaysNonsenseIsRefused(String name, String value) {
        Map<String, String> query = new HashMap<>(WASM);
        query.put(name, value);

        assertThatThrownBy(() -> HandshakeQuery.parse(parameters(query))).isInstanceOf(MalformedFrameException.class);
        assertThat(HandshakeQuery.wantsTextResult(parameters(query))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "eyJ", "e30", "W10"})
    void aPackedQueryThatIsNoneIsRefused(String packed) {
        Map<String, List<String>> query = Map.of("v", List.of(packed));

        assertThatThrownBy(() -> HandshakeQuery.parse(query)).isInstanceOf(MalformedFrameException.class);
        assertThat(HandshakeQuery.wantsTextResult(query)).isFalse();
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(HandshakeQuery.parse(parameters(WASM)).toString())
                .contains("u1")
                .doesNotContain("t.o.k");
    }

    @Test
    void theResultIsTheTextTheSdksExpect() {
        HandshakeResult refused = new HandshakeResult(1501, "TokenExpired \"\n", "d");

        assertThat(HandshakeResult.OK.json()).isEqualTo("{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}");
        assertThat(HandshakeResult.parse(refused.json())).isEqualTo(refused);
        assertThat(HandshakeResult.parse("{}")).isEqualTo(HandshakeResult.OK);
    }

    @Test
    void aTextPingIsAnsweredWithAPong() {
        assertThat(TextFrame.parse("{\"type\":\"ping\"}").answer()).contains(TextFrame.PONG);
        assertThat(TextFrame.parse("{\"body\":{},\"type\":\"pong\"}").answer()).isEmpty();
        assertThat(TextFrame.parse(TextFrame.PING.json())).isEqualTo(TextFrame.PING);
        assertThat(TextFrame.parse(TextFrame.PONG.json())).isEqualTo(TextFrame.PONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ping", "{}", "{\"type\":\"hello\"}", "{\"type\":1}"})
    void anyOtherTextIsRefused(String text) {
        assertThatThrownBy(() -> TextFrame.parse(text)).isInstanceOf(MalformedFrameException.class);
    }

    private static Map<String, List<String>> parameters(Map<String, String> query) {
        Map<String, List<String>> parameters = new HashMap<>();
        query.forEach((name, value) -> parameters.put(name, List.of(value)));
        return parameters;
    }

    private static Map<String, List<String>> packed(String json) {
        return Map.of(
                "v",
                List.of(Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
    }
}
