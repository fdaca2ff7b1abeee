package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import dev.tidings.omtp.proto.MsgData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Time per frame, printed: {@code java -cp ... dev.tidings.omtp.CodecSpeed}. Not a test, because a time limit on a busy
 * machine proves nothing.
 */
final class CodecSpeed {
    private static final int WARM_UP = 300_000;
    private static final int ROUNDS = 1_000_000;

    /** Keeps results alive, so that the work is not optimised away. */
    private static volatile Object sink = "";

    private CodecSpeed() {}

    public static void main(String[] args) {
        for (int size : new int[] {300, 1000, 4000}) {
            ByteString message = message(size).toByteString();
            report("payload of a push", size, () -> payload(message));
            for (Framing framing : Framing.values()) {
                for (Compression compression : Compression.values()) {
                    FrameCodec codec = FrameCodec.forServer(framing, compression);
                    FrameCodec client = FrameCodec.forClient(framing, compression);
                    Response response = Response.push(ReqIdentifier.PUSH_MSG, "1763871683123456789", payload(message));
                    ByteBuffer frame = codec.encodeResponse(response);
                    Request request = new Request(1003, "", "user0001", "17638716831234", "user0001_17638", message);
                    ByteBuffer sent = client.encodeRequest(request);
                    String name = framing + " " + compression;
                    report(name + " encode response", size, () -> codec.encodeResponse(response));
                    report(name + " payload + encode", size, () -> {
                        Response each = Response.push(ReqIdentifier.PUSH_MSG, "1763871683123456789", payload(message));
                        return codec.encodeResponse(each);
                    });
                    report(name + " decode request", size, () -> codec.decodeRequest(sent));
                    report(name + " decode response", size, () -> client.decodeResponse(frame));
                    print("%-28s %5d B -> %5d B%n", name + " frame", size, frame.remaining());
                }
            }
        }
        print("%s%n", sink);
    }

    private static ByteString payload(ByteString message) {
        return ConversationMessages.encode(List.of(ConversationMessages.pushed(
                "si_user0001_user0002", false, List.of(new SequencedMessage(message, 123_456)))));
    }

    private static MsgData message(int size) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(3);
        String[] words = {"see", "you", "at", "the", "station", "tomorrow", "half", "past", "nine", "ok", "thanks"};
        MsgData.Builder message = MsgData.newBuilder()
                .setSendID("user0001")
                .setRecvID("user0002")
                .setClientMsgID("0123456789abcdef0123456789abcdef")
                .setServerMsgID("fedcba9876543210fedcba9876543210")
                .setSenderPlatformID(5)
                .setSenderNickname("Alice")
                .setSessionType(1)
                .setMsgFrom(100)
                .setContentType(101)
                .setSendTime(1_763_871_683_123L)
                .setCreateTime(1_763_871_683_100L)
                .setStatus(2);
        while (message.build().getSerializedSize() + text.length() < size) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return message.setContent(ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}"))
                .build();
    }

    private static void report(String what, int size, Supplier<Object> work) {
        run(work, WARM_UP);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            run(work, ROUNDS / 5);
            best = Math.min(best, System.nanoTime() - start);
        }
        print("%-28s %5d B: %7.2f us%n", what, size, best / 1e3 / (ROUNDS / 5.0));
    }

    private static void run(Supplier<Object> work, int times) {
        for (int i = 0; i < times; i++) {
            sink = work.get();
        }
    }

    private static void print(String format, Object... args) {
        System.out.printf(Locale.ROOT, format, args);
    }
}
