package dev.tidings.gateway.socket;

import static dev.tidings.gateway.socket.HeldSession.GOB;
import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final int TOO_SLOW = 4002;
    private static final int KICKED = 4003;
    private static final int SILENT = 4006;
    private static final int GOING_AWAY = 1001;

    private final HeldSession client = HeldSession.readByHand("s1");
    private final Connection connection = client.open(ALICE, 5, GOB);

    @Test
    void framesLeaveInTheirOrderAndOneAtATime() {
        connection.send(frame("a"));
        connection.send(frame("b"));
        connection.sendText("c");
        connection.send(frame("d"));

        assertThat(client.frames).containsExactly(bytes("a"));

        client.read();
        client.read();
        assertThat(client.texts).containsExactly("c");
        assertThat(client.frames).containsExactly(bytes("a"), bytes("b"));

        client.read();
        client.read();
        assertThat(client.frames).containsExactly(bytes("a"), bytes("b"), bytes("d"));
        assertThat(client.writesUnderWayAtMost).isEqualTo(1);
    }

    @Test
    void aFrameThatComesWhenAllIsReadIsWrittenAtOnce() {
        connection.send(frame("a"));
        client.read();
        connection.send(frame("b"));

        assertThat(client.frames).containsExactly(bytes("a"), bytes("b"));
    }

    @Test
    void aSharedBufferStaysAsItWas() {
        ByteBuffer shared = frame("abc");

        connection.send(shared);

        assertThat(shared.remaining()).isEqualTo(3);
    }

    @Test
    void aBusySocketNeedsNoDeeperStackForEachFrame() {
        HeldSession fast = HeldSession.reading("s2");
        Connection busy = fast.open(ALICE, 5, GOB);
        int many = 50_000;
        fast.whileWriting = () -> {
            if (fast.frames.size() < many) {
                busy.send(frame("next"));
            }
        };

        busy.send(frame("first"));

        assertThat(fast.frames).hasSize(many);
        assertThat(fast.closed).isEmpty();
    }

    @Test
    void aClientThatDoesNotReadIsClosedAtTheLastFrameThatFits() {
        for (int i = 0; i <= Connection.QUEUED_FRAMES_MAX; i++) {
            connection.send(frame("a"));
        }
        assertThat(client.closed).isEmpty();

        connection.send(frame("one too many"));

        assertThat(client.closeCodes()).containsExactly(TOO_SLOW);
        assertThat(client.frames).hasSize(1);
    }

    @Test
    void aClientThatDoesNotReadLargeFramesIsClosedByTheirBytes() {
        ByteBuffer large = ByteBuffer.wrap(new byte[Connection.QUEUED_BYTES_MAX / 4]);
        for (int i = 0; i < 5; i++) {
            connection.send(large);
        }
        assertThat(client.closed).isEmpty();

        connection.send(frame("a"));

        assertThat(client.closeCodes()).containsExactly(TOO_SLOW);
    }

    @Test
    void textFramesCountAsWell() {
        for (int i = 0; i <= Connection.QUEUED_FRAMES_MAX + 1; i++) {
            connection.sendText("pong");
        }

        assertThat(client.closeCodes()).containsExactly(TOO_SLOW);
    }

    @Test
    void whatWasReadMakesRoom() {
        for (int i = 0; i < 3 * Connection.QUEUED_FRAMES_MAX; i++) {
            connection.send(frame("a"));
            client.read();
        }

        assertThat(client.closed).isEmpty();
        assertThat(client.frames).hasSize(3 * Connection.QUEUED_FRAMES_MAX);
    }

    @Test
    void theLastFrameIsWrittenBehindTheOthersAndThenTheSocketIsClosed() {
        connection.send(frame("a"));
        connection.closeAfter(frame("last"), CloseReasons.KICKED);
        connection.send(frame("too late"));

        client.read();
        assertThat(client.closed).isEmpty();
        client.read();

        assertThat(client.frames).containsExactly(bytes("a"), bytes("last"));
        assertThat(client.closeCodes()).containsExactly(KICKED);
    }

    @Test
    void theLastFrameOfAClientThatReadsAtOnceIsWrittenToo() {
        HeldSession fast = HeldSession.reading("s2");

        fast.open(ALICE, 5, GOB).closeAfter(frame("last"), CloseReasons.KICKED);

        assertThat(fast.frames).containsExactly(bytes("last"));
        assertThat(fast.closeCodes()).containsExactly(KICKED);
    }

    @Test
    void nothingIsWrittenToAClosedSocket() {
        connection.send(frame("a"));
        connection.send(frame("b"));
        connection.close(CloseReasons.SILENT);
        connection.send(frame("c"));
        connection.sendText("d");
        client.read();

        assertThat(client.frames).containsExactly(bytes("a"));
        assertThat(client.texts).isEmpty();
    }

    @Test
    void aSocketIsClosedOnce() {
        connection.close(CloseReasons.SILENT);
        connection.close(CloseReasons.KICKED);
        connection.closeAfter(frame("a"), CloseReasons.KICKED);

        assertThat(client.closeCodes()).containsExactly(SILENT);
        assertThat(client.frames).isEmpty();
    }

    @Test
    void aLostFrameClosesTheSocket() {
        connection.send(frame("a"));
        connection.send(frame("b"));

        client.lose();

        assertThat(client.closeCodes()).containsExactly(GOING_AWAY);
        assertThat(client.frames).containsExactly(bytes("a"));
    }

    @Test
    void aSocketThatThrowsIsClosed() {
        client.broken = true;

        connection.ping();
        connection.send(frame("a"));

        assertThat(client.closeCodes()).containsExactly(GOING_AWAY);
    }

    @Test
    void sendsUnderWayAreCounted() {
        for (int i = 0; i < Connection.SENDS_MAX; i++) {
            assertThat(connection.startSend()).isTrue();
        }
        assertThat(connection.startSend()).isFalse();
        assertThat(connection.startSend()).isFalse();

        connection.endSend();

        assertThat(connection.startSend()).isTrue();
        assertThat(connection.startSend()).isFalse();
    }

    private static ByteBuffer frame(String text) {
        return ByteBuffer.wrap(bytes(text).toByteArray());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
