package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.omtp.proto.UserSendMsgResp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Parts die while two users write. Whatever was acked is kept and delivered, once and in one order, when all is over; what
 * was not acked at first is when the client repeats it.
 */
@Order(4)
@ExtendWith(StackExtension.class)
class EmbeddedStackFaultsIT {
    private static final int PER_SECOND = 25;
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AFTER = Duration.ofSeconds(2);

    private Pair pair;

    @BeforeEach
    void connect(Stack stack) {
        pair = Pair.connected(stack);
    }

    @AfterEach
    void disconnect() {
        pair.close();
    }

    private interface Fault {
        void strike() throws IOException;
    }

    private void survives(Fault fault) throws IOException {
        List<CompletableFuture<UserSendMsgResp>> sends = pair.chat(PER_SECOND, BEFORE);
        fault.strike();
        sends.addAll(pair.chat(PER_SECOND, AFTER));
        Pair.awaitAcks(sends);
        sends.add(pair.send(pair.aliceDevice, pair.textToBob("is it over?")));
        Pair.awaitAcks(sends);

        assertThat(pair.verify()).hasSize(sends.size());
    }

    @Test
    void aKillOfTheApplicationServerLosesNothing() throws IOException {
        survives(() -> pair.stack.kill9(Stack.Part.PAYARA));
        assertThat(pair.bobDevice.counts().connects()).isGreaterThan(1);
    }

    @Test
    void aKillOfRedisLosesNothing() throws IOException {
        survives(() -> pair.stack.kill9(Stack.Part.REDIS));
    }

    @Test
    void anEmptiedRedisLosesNothing() throws IOException {
        survives(() -> pair.stack.flushRedis());
    }

    @Test
    void aKillOfTheMailboxesStoreLosesNothing() throws IOException {
        survives(() -> pair.stack.kill9(Stack.Part.MONGODB));
    }

    @Test
    void aKillOfTheBrokerLosesNothing() throws IOException {
        survives(() -> pair.stack.kill9(Stack.Part.ARTEMIS));
    }

    @Test
    void withoutMySqlDeliveryGoesOnAndTheHistoryIsCompletedLater() throws IOException {
        List<CompletableFuture<UserSendMsgResp>> sends = pair.chat(PER_SECOND, BEFORE);
        Pair.awaitAcks(sends);
        pair.stack.stop(Stack.Part.MARIADB);
        int seenBefore = pair.bobSaw.size();

        List<CompletableFuture<UserSendMsgResp>> without = pair.chat(10, Duration.ofSeconds(10));
        Pair.awaitAcks(without);
        await("delivery without MySQL")
                .atMost(Pair.PATIENCE)
                .until(() -> pair.bobSaw.size() >= sends.size() + without.size());
        assertThat(pair.bobSaw.size()).isGreaterThan(seenBefore);
        pair.stack.startAgain(Stack.Part.MARIADB);

        pair.awaitDatabase();
        assertThat(pair.verify()).hasSize(sends.size() + without.size());
    }

    @Test
    void withoutTheMailboxesStoreSendsAreAckedAndDeliveredLater() throws IOException {
        List<CompletableFuture<UserSendMsgResp>> sends = pair.chat(PER_SECOND, BEFORE);
        Pair.awaitAcks(sends);
        pair.stack.stop(Stack.Part.MONGODB);

        List<CompletableFuture<UserSendMsgResp>> without = pair.chat(10, Duration.ofSeconds(10));
        Pair.awaitAcks(without);
        pair.stack.startAgain(Stack.Part.MONGODB);

        pair.awaitAllAtBob();
        assertThat(pair.verify()).hasSize(sends.size() + without.size());
    }
}
