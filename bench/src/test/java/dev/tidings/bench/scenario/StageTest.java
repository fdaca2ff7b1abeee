package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final String CONSUMER =
            "[Thread-12 (activemq-client-factory) tid=9];dev/tidings/transfer/TransferListener.onMessage;"
                    + "dev/tidings/transfer/LaneWorker.work;dev/tidings/transfer/Gathering.lead;";

    @Test
    void everyStageIsOnTheWayOnce() {
        assertThat(Stage.onTheWay()).containsExactlyInAnyOrder(Stage.values());
    }

    @Test
    void aConsumersStackTellsWhatItWorksOn() {
        assertThat(Stage.of(CONSUMER + "java/util/concurrent/locks/LockSupport.park"))
                .isEqualTo(Stage.TRANSFER);
        assertThat(Stage.of(CONSUMER + "dev/tidings/transfer/Transfer.transfer;dev/tidings/transfer/Transfer.earlier;"
                        + "dev/tidings/mailbox/MongoMailboxes.stored"))
                .isEqualTo(Stage.RETRIES);
        assertThat(Stage.of(CONSUMER + "dev/tidings/transfer/Transfer.transfer;dev/tidings/transfer/Transfer.store;"
                        + "dev/tidings/mailbox/MongoMailboxes.store;com/mongodb/client/X.insert"))
                .isEqualTo(Stage.CELLS);
        assertThat(Stage.of(CONSUMER + "dev/tidings/transfer/Transfer.transfer;dev/tidings/seq/RedisSeqs.settle"))
                .isEqualTo(Stage.SEQS);
        assertThat(Stage.of(CONSUMER + "dev/tidings/transfer/Transfer.transfer;dev/tidings/transfer/Pushing.push;"
                        + "dev/tidings/push/Router.push"))
                .isEqualTo(Stage.PUSH);
        assertThat(Stage.of(CONSUMER + "dev/tidings/transfer/Transfer.transfer;dev/tidings/transfer/Pushing.push;"
                        + "dev/tidings/gateway/socket/Sockets.deliver;org/glassfish/tyrus/core/ProtocolHandler.send"))
                .isEqualTo(Stage.PUSH_WRITE);
    }

    @Test
    void aFramesStackTellsHowFarItIs() {
        String http = "[http-thread-pool::http-listener(3) tid=4];org/glassfish/grizzly/X.run;";
        assertThat(Stage.of(http)).isEqualTo(Stage.SOCKETS);
        assertThat(Stage.of(http + "dev/tidings/gateway/socket/FrameHandler.handle;dev/tidings/omtp/Gob.decodeRequest"))
                .isEqualTo(Stage.DECODE);
        assertThat(Stage.of(http + "dev/tidings/gateway/socket/FrameHandler.handle;dev/tidings/msg/Sending.send"))
                .isEqualTo(Stage.RULES);
        assertThat(Stage.of("[im-accepted-committer tid=5];dev/tidings/queue/JmsAcceptedQueue.commit;"
                        + "dev/tidings/gateway/socket/FrameHandler.answer"))
                .isEqualTo(Stage.ACK);
    }

    @Test
    void sharesAreThoseOfTheSamples() {
        List<String> profile =
                List.of("[C2 CompilerThread0 tid=1];x 30", CONSUMER + "y 50", "[C1 CompilerThread0 tid=2] 20");

        assertThat(Stage.shares(profile))
                .hasSize(2)
                .hasEntrySatisfying(Stage.COMPILER, share -> assertThat(share).isCloseTo(0.5, within(1e-9)))
                .hasEntrySatisfying(Stage.TRANSFER, share -> assertThat(share).isCloseTo(0.5, within(1e-9)));
    }
}
