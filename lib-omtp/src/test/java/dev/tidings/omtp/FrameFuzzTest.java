package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever arrives is a request or a malformed frame, and nothing else ever happens. */
class FrameFuzzTest {
    private static final int CASES = Integer.getInteger("tidings.fuzz.cases", 250_000);

    @ParameterizedTest
    @EnumSource(Framing.class)
    void damagedFramesAreReadOrRefused(Framing framing) {
        fuzz(FrameCodec.forServer(framing, Compression.NONE), 1);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void damagedGzipFramesAreReadOrRefused(Framing framing) {
        fuzz(FrameCodec.forServer(framing, Compression.GZIP), 2);
    }

    private static void fuzz(FrameCodec codec, long seed) {
        Random random = new Random(seed);
        List<byte[]> good = seeds(codec);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] frame = mutate(good, random);
            try {
                assertThatNothingIsLost(codec.decodeRequest(frame));
            } catch (MalformedFrameException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                fail("case %d of seed %d: %s", i, seed, e);
            }
        }
        assertThat(refused).isBetween(CASES / 20, CASES);
    }

    private static void assertThatNothingIsLost(Request request) {
        if (request.data().size() > FrameLimits.FROM_CLIENT.inflatedBytes()) {
            fail("more came out than the limit allows");
        }
    }

    private static List<byte[]> seeds(FrameCodec codec) {
        List<byte[]> seeds = new ArrayList<>();
        for (int size : new int[] {0, 4, 60, 300, 2000}) {
            ByteString data = ByteString.copyFrom(new byte[size]);
            seeds.add(codec.encodeRequest(new Request(1003, "t", "u1", "op", "u1_1", data))
                    .array());
            seeds.add(codec.encodeResponse(new Response(1003, "u1_1", "op", 1, "e", data))
                    .array());
        }
        return seeds;
    }

    private static byte[] mutate(List<byte[]> good, Random random) {
        byte[] frame = good.get(random.nextInt(good.size())).clone();
        for (int times = random.nextInt(4); times >= 0; times--) {
            int at = random.nextInt(frame.length);
            switch (random.nextInt(6)) {
                case 0 -> frame[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> frame[at] = (byte) random.nextInt(256);
                case 2 -> frame[at] = (byte) (random.nextBoolean() ? 0xFF : 0x80);
                case 3 -> frame = Arrays.copyOf(frame, at + 1);
                case 4 -> frame = splice(frame, at, good.get(random.nextInt(good.size())), random);
                default -> frame[at] = frame[random.nextInt(frame.length)];
            }
        }
        return frame;
    }

    private static byte[] splice(byte[] frame, int at, byte[] other, Random random) {
        int from = random.nextInt(other.length);
        int count = random.nextInt(Math.min(64, other.length - from) + 1);
        byte[] spliced = Arrays.copyOf(frame, at + count + 1);
        System.arraycopy(other, from, spliced, at, count);
        return spliced;
    }
}
