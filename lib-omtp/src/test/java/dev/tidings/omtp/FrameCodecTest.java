package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private static final FrameCodec GOB_GZIP = FrameCodec.forServer(Framing.GOB, Compression.GZIP);
    private static final FrameCodec JSON = FrameCodec.forServer(Framing.JSON, Compression.NONE);

    static List<FrameCodec> codecs() {
        List<FrameCodec> codecs = new ArrayList<>();
        for (Framing framing : Framing.values()) {
            for (Compression compression : Compression.values()) {
                codecs.add(FrameCodec.forClient(framing, compression));
            }
        }
        return codecs;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsWrittenIsRead(FrameCodec codec) {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 5, 127, 128, 1200, 1399, 1400, 1500, 65_535, 70_000, 150_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            for (ByteString data : List.of(ByteString.copyFrom(content), ByteString.copyFrom(new byte[size]))) {
                Request request = new Request(1003, "t", "ü1", "op\"\\\n\u0001/", "u1_42 \uD83D\uDE00", data);
                Response response = new Response(-size, "", "op\u00e9\uFFFD", 1302, "no \u4f60\u597d", data);

                assertThat(codec.decodeRequest(codec.encodeRequest(request))).isEqualTo(request);
                assertThat(codec.decodeResponse(codec.encodeResponse(response))).isEqualTo(response);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1399, 1400, 100_000})
    void whatIsWrittenIsGzipToOthers(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Response response = new Response(2001, "", "op", 0, "", ByteString.copyFrom(content));

        byte[] frame = GOB_GZIP.encodeResponse(response).array();

        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(frame)).readAllBytes();
        assertThat(FrameCodec.forClient(Framing.GOB, Compression.NONE).decodeResponse(plain))
                .isEqualTo(response);
    }

    @Test
    void whatOthersCompressIsRead() throws IOException {
        Request request = new Request(1001, "", "u1", "op", "1", ByteString.copyFromUtf8("x".repeat(3000)));
        byte[] plain = FrameCodec.forClient(Framing.GOB, Compression.NONE)
                .encodeRequest(request)
                .array();

        assertThat(GOB_GZIP.decodeRequest(gzip(plain))).isEqualTo(request);
    }

    @Test
    void aPayloadOfSeveralPartsIsThatOfOne() {
        ByteString parts = ByteString.copyFrom(new byte[300]).concat(ByteString.copyFromUtf8("y".repeat(300)));
        Response response = Response.push(ReqIdentifier.PUSH_MSG, "op", parts);

        for (FrameCodec codec : codecs()) {
            assertThat(codec.decodeResponse(codec.encodeResponse(response)).data())
                    .isEqualTo(parts);
        }
    }

    @Test
    void aBufferIsReadFromItsPositionToItsLimitAndLeftAsItWas() {
        Request request = new Request(1001, "", "u1", "op", "1", ByteString.EMPTY);
        ByteBuffer frame = JSON.encodeRequest(request);
        ByteBuffer larger = ByteBuffer.allocateDirect(frame.remaining() + 7).position(3);
        larger.put(frame).limit(larger.position()).position(3);

        assertThat(JSON.decodeRequest(larger)).isEqualTo(request);
        assertThat(larger.position()).isEqualTo(3);
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(gzip(new byte[40_000_000])))
                .hasMessage("gzip: too large");
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(gzip(new byte[400_000])))
                .hasMessage("gzip: too large");
    }

    @Test
    void aBombThatLiesAboutItsSizeIsRefused() throws IOException {
        byte[] frame = gzip(new byte[40_000_000]);
        frame = Arrays.copyOf(frame, frame.length);
        Arrays.fill(frame, frame.length - 4, frame.length, (byte) 0);
        byte[] lying = frame;

        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(lying)).hasMessage("gzip: wrong size");
    }

    @Test
    void damagedGzipIsRefusedWithAReason() throws IOException {
        byte[] frame = gzip("not an envelope".getBytes(StandardCharsets.UTF_8));
        byte[] trailing = Arrays.copyOf(frame, frame.length + 1);
        byte[] twice =
                ByteBuffer.allocate(frame.length * 2).put(frame).put(frame).array();
        byte[] checksum = frame.clone();
        checksum[frame.length - 8] ^= 1;

        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(trailing)).isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(twice)).hasMessage("gzip: trailing bytes");
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(checksum)).hasMessage("gzip: wrong checksum");
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(new byte[] {1, 2, 3})).hasMessage("gzip: not gzip");
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> GOB_GZIP.decodeRequest(cut)).isInstanceOf(MalformedFrameException.class);
        }
    }

    @Test
    void aFrameAboveTheLimitIsRefused() {
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(new byte[51_201])).hasMessage("frame too large");
        assertThatThrownBy(() -> GOB_GZIP.decodeRequest(ByteBuffer.allocate(51_201)))
                .hasMessage("frame too large");
    }

    @Test
    void jsonIsReadHoweverItIsLaidOut() {
        Request request = json("""
                 { "msgIncr" : "m\\u00e9\\ud83d\\ude00\\/", "more": [1, -2.5e+3, {"a": {"b": [true,false,null,"\\""]}}, []],
                   "data":null, "token":"", "operationID":"op", "sendID":"u1", "reqIdentifier":1001, "x":{} }
                """);

        assertThat(request).isEqualTo(new Request(1001, "", "u1", "op", "m\u00e9\uD83D\uDE00/", ByteString.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}x",
                "{}{}",
                "{,}",
                "{\"a\":1,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":nul}",
                "{\"a\":[1,]}",
                "{\"a\":1,\"a\":2}",
                "{\"data\":\"\",\"data\":\"\"}",
                "{\"reqIdentifier\":\"1001\"}",
                "{\"reqIdentifier\":1001.0}",
                "{\"reqIdentifier\":2147483648}",
                "{\"reqIdentifier\":99999999999999999999}",
                "{\"reqIdentifier\":00}",
                "{\"sendID\":1}",
                "{\"sendID\":\"\\ud83d\"}",
                "{\"sendID\":\"\\ud83d\\u0041\"}",
                "{\"sendID\":\"\\x\"}",
                "{\"sendID\":\"\\u00g0\"}",
                "{\"sendID\":\"a\nb\"}",
                "{\"sendID\":\"\\",
                "{\"data\":\"?\"}",
                "{\"data\":\"A\"}",
            })
    void jsonThatIsNotOneGoodEnvelopeIsRefused(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void jsonHasLimits() {
        String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        StringBuilder wide = new StringBuilder("{\"a\":0");
        for (int i = 0; i < 100; i++) {
            wide.append(",\"a").append(i).append("\":0");
        }

        assertThatThrownBy(() -> json(deep)).hasMessage("json: too deep");
        assertThatThrownBy(() -> json(wide.append('}').toString())).hasMessage("json: too many members");
        assertThatThrownBy(() -> json("{\"sendID\":\"" + "x".repeat(5000) + "\"}"))
                .hasMessage("string too long");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] text = "{\"sendID\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
        text[11] = (byte) 0xFF;

        assertThatThrownBy(() -> JSON.decodeRequest(text)).hasMessage("invalid UTF-8");
    }

    @Test
    void neitherSideOfAnEnvelopeShowsItsContent() {
        Request request = new Request(1003, "secret", "u1", "op", "1", ByteString.copyFromUtf8("secret"));

        assertThat(request.toString()).doesNotContain("secret").contains("op");
        assertThat(Response.to(request, request.data()).toString()).doesNotContain("secret");
    }

    private static Request json(String text) {
        return JSON.decodeRequest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
