package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames as the SDKs were recorded sending and accepting them. */
class GobFixturesTest {
    private static final FrameCodec SERVER = FrameCodec.forServer(Framing.GOB, Compression.NONE);
    private static final FrameCodec CLIENT = FrameCodec.forClient(Framing.GOB, Compression.NONE);

    private static final String OPERATION_ID = "3f1c2b1a-0000-4000-8000-123456789abc";
    private static final String MSG_INCR = "u1_1763871683123456789";

    private static final byte[] REQUEST_FRAME = bytes(
            "657f0301010c",
            "'GeneralWsReq",
            "01ff80000106",
            "010d",
            "'ReqIdentifier",
            "010400",
            "0105",
            "'Token",
            "010c00",
            "0106",
            "'SendID",
            "010c00",
            "010b",
            "'OperationID",
            "010c00",
            "0107",
            "'MsgIncr",
            "010c00",
            "0104",
            "'Data",
            "010a00",
            "0000",
            "4fff8001fe07d20202",
            "'u1",
            "0124",
            "'" + OPERATION_ID,
            "0116",
            "'" + MSG_INCR,
            "01040a02753100");

    private static final byte[] RESPONSE_FRAME = bytes(
            "60ff81030101045265737001ff82000106010d5265714964656e74696669657201040001074d7367496e6372010c0001"
                    + "0b4f7065726174696f6e4944010c000107457272436f646501040001064572724d7367010c000104446174"
                    + "61010a000000",
            "19ff8201fe07d20104",
            "'u1_1",
            "0102",
            "'op",
            "03060a0208011a0000");

    private static final Request REQUEST =
            new Request(1001, "", "u1", OPERATION_ID, MSG_INCR, ByteString.fromHex("0a027531"));
    private static final Response RESPONSE =
            new Response(1001, "u1_1", "op", 0, "", ByteString.fromHex("0a0208011a00"));

    @Test
    void aRecordedRequestIsRead() {
        assertThat(SERVER.decodeRequest(REQUEST_FRAME)).isEqualTo(REQUEST);
    }

    @Test
    void aRequestIsWrittenByteForByteAsRecorded() {
        assertThat(CLIENT.encodeRequest(REQUEST).array()).isEqualTo(REQUEST_FRAME);
    }

    @Test
    void aResponseIsWrittenByteForByteAsAnSdkAcceptedIt() {
        assertThat(SERVER.encodeResponse(RESPONSE).array()).isEqualTo(RESPONSE_FRAME);
    }

    @Test
    void aRecordedResponseIsRead() {
        assertThat(CLIENT.decodeResponse(RESPONSE_FRAME)).isEqualTo(RESPONSE);
    }

    @Test
    void fieldsAreFoundByNameInAnyOrderAndTypeNumbersAreArbitrary() {
        // Type 70 "X" {SendID string, ReqIdentifier int}.
        byte[] type = message(
                "ff8b" + "03" + "01" + "0101" + hex("X") + "01ff8c00" + "0102",
                "0106",
                "'SendID",
                "010c00",
                "010d",
                "'ReqIdentifier",
                "010400",
                "0000");
        byte[] value = message("ff8c" + "0102", "'u1", "01fe07d2" + "00");
        byte[] frame = concat(type, value);

        Request request = SERVER.decodeRequest(frame);

        assertThat(request).isEqualTo(new Request(1001, "", "u1", "", "", ByteString.EMPTY));
    }

    @Test
    void unknownFieldsOfEveryShapeAreSkipped() {
        // Type 65 = slice of 66, type 66 = struct {A map(67)}, type 67 = map[string]uint.
        byte[] slice = message("ff81" + "02" + "0102ff8200" + "01ff84" + "0000");
        byte[] struct = message("ff83" + "03" + "0102ff8400" + "0101" + "0101" + hex("A") + "01ff8600" + "0000");
        byte[] map = message("ff85" + "04" + "0102ff8600" + "010c" + "0106" + "0000");
        byte[] type = message(
                "7f" + "03" + "01" + "0101" + hex("R") + "00" + "0103",
                "0104",
                "'Many",
                "01ff8200",
                "0106",
                "'SendID",
                "010c00",
                "0101",
                "'C",
                "010e00",
                "0000");
        byte[] value = message("ff80" + "0102" + "0101016b0700" + "00" + "0102", "'u1", "010102" + "00");

        Request request = SERVER.decodeRequest(concat(slice, struct, map, type, value));

        assertThat(request.sendID()).isEqualTo("u1");
    }

    @Test
    void aStreamWithoutAKnownFieldIsRefused() {
        byte[] frame = concat(message("7f030101015801ff8000010101015901060000", "00"), message("ff80010100"));

        assertThatThrownBy(() -> SERVER.decodeRequest(frame))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage("gob: no known field");
    }

    @Test
    void aKnownFieldOfAnotherTypeIsRefused() {
        byte[] frame =
                concat(message("7f030101015801ff800001010106", "'SendID", "01060000", "00"), message("ff80010100"));

        assertThatThrownBy(() -> SERVER.decodeRequest(frame)).hasMessage("gob: field of the wrong type");
    }

    @Test
    void aSecondValueIsRefused() {
        byte[] frame = concat(REQUEST_FRAME, new byte[] {0});

        assertThatThrownBy(() -> SERVER.decodeRequest(frame)).hasMessage("gob: more than one value");
    }

    @Test
    void aTypeThatContainsItselfOnlyCostsWhatIsInTheFrame() {
        // Type 65 is a slice of itself: the value nests deeper than any client's would.
        byte[] slice = message("ff81" + "02" + "0102ff8200" + "01ff82" + "0000");
        byte[] type = message(
                "7f" + "03" + "01" + "0101" + hex("X") + "00" + "0102" + "0101" + hex("A") + "01ff8200" + "0106",
                "'SendID",
                "010c00" + "0000");
        byte[] value = message("ff80" + "01" + "01".repeat(100) + "00" + "00");

        assertThatThrownBy(() -> SERVER.decodeRequest(concat(slice, type, value)))
                .hasMessage("gob: too deep");
    }

    /** Hex digits, or text after a quote. */
    private static byte[] bytes(String... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String part : parts) {
            out.writeBytes(
                    part.startsWith("'")
                            ? part.substring(1).getBytes(StandardCharsets.UTF_8)
                            : HexFormat.of().parseHex(part));
        }
        return out.toByteArray();
    }

    private static byte[] message(String... parts) {
        byte[] body = bytes(parts);
        assertThat(body.length).isLessThan(128);
        return concat(new byte[] {(byte) body.length}, body);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
