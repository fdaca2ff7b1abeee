package dev.tidings.cluster;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cluster.RemoteSockets.Reached;
import dev.tidings.cluster.SimulatedCluster.Machine;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.token.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClusterNodeTest {
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final SimulatedCluster cluster = new SimulatedCluster(1);
    private final Machine a = cluster.start();
    private final Machine b = cluster.start();
    private final Machine c = cluster.start();

    ClusterNodeTest() {
        cluster.run(SECOND);
    }

    @Test
    void whatAUserOpensOnOneNodeIsKnownOnAll() {
        open(b, "b1", BOB, 5);
        b.sockets.open.get("b1").background = true;
        b.node.changed(BOB);
        cluster.run(MOMENT);

        assertThat(a.node.online(List.of(BOB, CAROL)))
                .isEqualTo(Map.of(BOB, List.of(new OnlineDevice(5, "b1", true))))
                .isEqualTo(c.node.online(List.of(BOB, CAROL)));
        assertThat(a.sockets.changedElsewhere).containsExactly(BOB);
    }

    @Test
    void aUserOnSeveralNodesIsOnlineWithAllDevices() {
        open(a, "a1", BOB, 1);
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);

        assertThat(a.node.online(List.of(BOB)).get(BOB))
                .containsExactlyInAnyOrder(new OnlineDevice(1, "a1", false), new OnlineDevice(5, "b1", false));
    }

    @Test
    void onlyTheNodesThatHoldSomebodyAreAskedEachOnce() {
        open(b, "b1", BOB, 5);
        open(b, "b2", CAROL, 1);
        cluster.run(MOMENT);

        Reached reached = deliver(a, text("one"), text("two"), carols("three"));

        assertThat(reached).isEqualTo(new Reached(Map.of(BOB, Set.of(5), CAROL, Set.of(1)), Set.of()));
        assertThat(b.sockets.calls).isEqualTo(1);
        assertThat(b.sockets.deliveries).isEqualTo(3);
        assertThat(c.sockets.calls).isZero();
    }

    @Test
    void whoHasJustClosedIsNotHere() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        b.sockets.open.clear();

        assertThat(deliver(a, text("one"))).isEqualTo(Reached.NOBODY);
    }

    @Test
    void aNodeThatDoesNotAnswerFailsInTimeAndIsThenNotWaitedFor() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        b.stop();
        CompletableFuture<Reached> first = a.node.deliver(List.of(text("one"))).toCompletableFuture();

        cluster.run(Duration.ofMillis(1_200));

        assertThat(first.join()).isEqualTo(new Reached(Map.of(), Set.of(BOB)));
        assertThat(a.node.deliver(List.of(text("two"))).toCompletableFuture()).isCompletedWithValue(first.join());
        b.resume();
        cluster.run(SECOND);
        assertThat(deliver(a, text("three")).platforms()).containsOnlyKeys(BOB);
    }

    @Test
    void aNodeThatCannotDeliverSaysSoAtOnce() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        b.sockets.broken = true;

        assertThat(deliver(a, text("one"))).isEqualTo(new Reached(Map.of(), Set.of(BOB)));
    }

    @Test
    void aNodeThatDiesIsForgottenWhenTheGridNotices() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        a.sockets.changedElsewhere.clear();

        cluster.kill(b, 400);
        cluster.run(Duration.ofMillis(500));

        assertThat(a.node.online(List.of(BOB))).isEmpty();
        assertThat(a.sockets.changedElsewhere).containsExactly(BOB);
        assertThat(deliver(a, text("one"))).isEqualTo(Reached.NOBODY);
        assertThat(a.node.nodes()).hasSize(2);
    }

    @Test
    void oneOfThoseThatAreLeftTellsOfTheDevicesOfANodeThatDied() {
        open(b, "b1", BOB, 5);
        open(b, "b2", BOB, 2);
        cluster.run(MOMENT);

        cluster.kill(b, 400);
        cluster.run(Duration.ofSeconds(8));

        List<String> told = new ArrayList<>(a.toldOf);
        told.addAll(c.toldOf);
        assertThat(told).containsExactlyInAnyOrder("bob/b1", "bob/b2");
    }

    @Test
    void aNodeThatSaysGoodByeTellsOfItsDevicesItself() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);

        b.node.close();
        cluster.run(Duration.ofSeconds(8));

        assertThat(a.node.online(List.of(BOB))).isEmpty();
        assertThat(a.toldOf).isEmpty();
        assertThat(c.toldOf).isEmpty();
    }

    @Test
    void aNodeThatIsSilentIsForgottenWithoutTheGrid() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        b.stop();

        cluster.run(Duration.ofSeconds(7));

        assertThat(a.node.online(List.of(BOB))).isEmpty();
    }

    @Test
    void aNodeThatStoodStillForTooLongSendsItsClientsToPull() {
        open(b, "b1", BOB, 5);
        b.stop();
        cluster.run(Duration.ofSeconds(10));

        b.resume();
        cluster.run(SECOND);

        assertThat(b.sockets.sentAway).isEqualTo(1);
        assertThat(a.sockets.sentAway).isZero();
        assertThat(a.node.online(List.of(BOB))).containsOnlyKeys(BOB);
        assertThat(b.node.nodes()).hasSize(3);
    }

    @Test
    void aShortStandstillIsNotNoticed() {
        open(b, "b1", BOB, 5);
        b.stop();
        cluster.run(Duration.ofSeconds(3));

        b.resume();
        cluster.run(SECOND);

        assertThat(b.sockets.sentAway).isZero();
        assertThat(a.node.online(List.of(BOB))).containsOnlyKeys(BOB);
    }

    @Test
    void afterASplitBothSidesSendTheirClientsToPull() {
        open(b, "b1", BOB, 5);
        open(c, "c1", CAROL, 5);
        cluster.run(MOMENT);
        cluster.cut(c, 7, 2_000);
        cluster.run(Duration.ofSeconds(3));
        assertThat(a.node.online(List.of(BOB, CAROL))).containsOnlyKeys(BOB);
        assertThat(c.node.online(List.of(BOB, CAROL))).containsOnlyKeys(CAROL);

        cluster.heal();
        cluster.run(Duration.ofSeconds(2));

        assertThat(a.node.online(List.of(BOB, CAROL))).containsOnlyKeys(BOB, CAROL);
        assertThat(c.node.online(List.of(BOB, CAROL))).containsOnlyKeys(BOB, CAROL);
        assertThat(List.of(a, b, c))
                .allSatisfy(it -> assertThat(it.sockets.sentAway).isEqualTo(1));
    }

    @Test
    void aMessageRoutedBeforeASocketWasAnnouncedIsMadeUpFor() {
        b.sockets.open("b1", BOB, 5, cluster.now());
        Delivery early = text("early");
        assertThat(deliver(a, early)).isEqualTo(Reached.NOBODY);

        b.node.changed(BOB);
        cluster.run(MOMENT);

        assertThat(b.sockets.open.get("b1").has).containsExactly(early.message().id());
        assertThat(b.sockets.calls).isEqualTo(1);
    }

    @Test
    void aLostAnnouncementIsFoundByTheNextPulse() {
        cluster.lost = 100;
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        cluster.lost = 0;
        Delivery early = text("early");
        assertThat(deliver(a, early)).isEqualTo(Reached.NOBODY);

        cluster.run(Duration.ofMillis(1_100));

        assertThat(a.node.online(List.of(BOB))).containsOnlyKeys(BOB);
        assertThat(b.sockets.open.get("b1").has).containsExactly(early.message().id());
    }

    @Test
    void aJoinerIsToldEverything() {
        open(b, "b1", BOB, 5);
        open(a, "a1", ALICE, 1);
        cluster.run(MOMENT);

        Machine joiner = cluster.start();
        open(joiner, "j1", CAROL, 1);
        cluster.run(SECOND);

        assertThat(joiner.node.online(List.of(ALICE, BOB, CAROL))).containsOnlyKeys(ALICE, BOB, CAROL);
        assertThat(a.node.online(List.of(CAROL))).containsOnlyKeys(CAROL);
        assertThat(joiner.sockets.sentAway).isZero();
    }

    @Test
    void aNodeThatWasAloneTellsItsUsersWhenSomebodyComes() {
        SimulatedCluster two = new SimulatedCluster(2);
        Machine first = two.start();
        first.sockets.open("f1", BOB, 5, two.now());
        first.node.changed(BOB);
        two.run(Duration.ofSeconds(5));
        assertThat(two.toAll + two.toOne).isZero();

        Machine second = two.start();
        two.run(SECOND);

        assertThat(second.node.online(List.of(BOB))).containsOnlyKeys(BOB);
    }

    @Test
    void aNodeThatSaysGoodByeIsGoneAtOnce() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);

        b.node.close();
        cluster.run(MOMENT);

        assertThat(a.node.nodes()).hasSize(2);
        assertThat(a.node.online(List.of(BOB))).isEmpty();
    }

    @Test
    void aKickReachesEveryNodeThoughLettersAreLost() {
        Caller phone = open(b, "b1", BOB, 1);
        Caller web = open(c, "c1", BOB, 5);
        cluster.run(MOMENT);
        cluster.lost = 60;

        a.node.kick(List.of(phone));
        cluster.run(Duration.ofSeconds(3));

        assertThat(b.sockets.kicked).contains(phone);
        assertThat(b.sockets.open).isEmpty();
        assertThat(c.sockets.logins()).containsExactly(web);
    }

    @Test
    void aKickThatACutOffNodeMissedIsMadeUpForWhenItIsBack() {
        Caller phone = open(b, "b1", BOB, 1);
        Caller web = open(b, "b2", BOB, 5);
        cluster.cut(b, 7, 500);
        cluster.run(SECOND);
        cluster.revoked.add(phone);
        a.node.kick(List.of(phone));
        cluster.run(SECOND);

        cluster.heal();
        cluster.run(SECOND);

        assertThat(b.sockets.logins()).containsExactly(web);
    }

    @Test
    void aStrangerIsNotHeardAndNotAnswered() {
        Machine stranger = cluster.start("another secret, another secret, 32");
        open(stranger, "s1", BOB, 5);
        cluster.run(Duration.ofSeconds(3));

        assertThat(a.node.online(List.of(BOB))).isEmpty();
        assertThat(a.node.nodes()).hasSize(3);
        assertThat(stranger.node.nodes()).hasSize(1);
    }

    @Test
    void aNodeThatHearsTooMuchAndAnswersNothingIsToStartOver() {
        open(b, "b1", BOB, 5);
        cluster.run(MOMENT);
        List<Machine> silent = new ArrayList<>(List.of(b));
        b.stop();
        for (int i = 0; i < Peer.COMMANDS_MAX + 10; i++) {
            a.node.kick(List.of(new Caller(
                    new UserId("u" + i), 1, new dev.tidings.token.TokenId("%032x".formatted(i)), Long.MAX_VALUE)));
        }

        silent.forEach(Machine::resume);
        cluster.run(SECOND);

        assertThat(b.sockets.sentAway).isEqualTo(1);
    }

    private Caller open(Machine machine, String id, UserId user, int platform) {
        Caller login = machine.sockets.open(id, user, platform, cluster.now()).login;
        machine.node.changed(user);
        return login;
    }

    private static Delivery text(String text) {
        return new Delivery(TestMessages.text(ALICE, BOB, text), 1);
    }

    private static Delivery carols(String text) {
        return new Delivery(TestMessages.text(ALICE, CAROL, text), 1);
    }

    private Reached deliver(Machine from, Delivery... deliveries) {
        CompletableFuture<Reached> answer =
                from.node.deliver(List.of(deliveries)).toCompletableFuture();
        cluster.run(MOMENT);
        return answer.join();
    }
}
