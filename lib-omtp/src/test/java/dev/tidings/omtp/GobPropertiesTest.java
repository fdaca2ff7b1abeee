package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What goes through a codec comes out the same, and what is no frame is refused as such, whatever it is. */
class GobPropertiesTest {
    @Provide
    Arbitrary<String> texts() {
        // Halves of surrogate pairs have no UTF-8 and so do not travel.
        return Arbitraries.strings()
                .ofMaxLength(200)
                .filter(it -> it.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF));
    }

    @Provide
    Arbitrary<FrameCodec> clients() {
        return Arbitraries.of(Framing.values())
                .flatMap(framing -> Arbitraries.of(Compression.values())
                        .map(compression -> FrameCodec.forClient(framing, compression)));
    }

    private static FrameCodec server(FrameCodec client) {
        return FrameCodec.forServer(client.framing(), client.compression());
    }

    @Property(tries = 500)
    void aRequestArrivesAsItWasSent(
            @ForAll("clients") FrameCodec codec,
            @ForAll int kind,
            @ForAll("texts") String user,
            @ForAll("texts") String operation,
            @ForAll("texts") String increment,
            @ForAll byte[] payload) {
        Request request = new Request(kind, "", user, operation, increment, ByteString.copyFrom(payload));

        assertThat(server(codec).decodeRequest(codec.encodeRequest(request))).isEqualTo(request);
    }

    @Property(tries = 500)
    void aResponseArrivesAsItWasSent(
            @ForAll("clients") FrameCodec codec,
            @ForAll int kind,
            @ForAll int code,
            @ForAll("texts") String increment,
            @ForAll("texts") String error,
            @ForAll byte[] payload) {
        Response response = new Response(kind, increment, "op", code, error, ByteString.copyFrom(payload));

        assertThat(codec.decodeResponse(server(codec).encodeResponse(response))).isEqualTo(response);
    }

    @Property(tries = 1000)
    void anyBytesAreAFrameOrRefused(@ForAll("clients") FrameCodec codec, @ForAll @Size(max = 300) byte[] bytes) {
        assertThatNoException().isThrownBy(() -> decodeOrRefuse(server(codec), bytes));
    }

    @Property(tries = 1000)
    void aFrameWithOneByteChangedIsAFrameOrRefused(
            @ForAll("clients") FrameCodec codec, @ForAll byte[] payload, @ForAll int where, @ForAll byte what) {
        Request request = new Request(1003, "", "user", "op", "user_op", ByteString.copyFrom(payload));
        ByteBuffer frame = codec.encodeRequest(request);
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        bytes[Math.floorMod(where, bytes.length)] = what;

        assertThatNoException().isThrownBy(() -> decodeOrRefuse(server(codec), bytes));
    }

    private static void decodeOrRefuse(FrameCodec codec, byte[] bytes) {
        try {
            assertThat(codec.decodeRequest(bytes)).isNotNull();
        } catch (MalformedFrameException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
