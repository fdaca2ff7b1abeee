package dev.tidings.gateway.socket;

import static dev.tidings.gateway.socket.HeldSession.GOB;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LobbyTest {
    private final Sockets sockets = new Sockets();
    private final OnlineStates states = new OnlineStates(sockets);
    private final PresenceLog presence = new PresenceLog();
    private final Lobby lobby = lobby(Duration.ofHours(1));
    private final HeldSession first = HeldSession.reading("first");
    private final Connection connection = first.open(ALICE, 1, GOB);

    @Test
    void whoIsAdmittedGetsNothingBeforeEntering() {
        lobby.admit(connection);
        assertThat(sockets.of(ALICE)).isEmpty();

        lobby.enter(connection);

        assertThat(sockets.of(ALICE)).containsExactly(connection);
    }

    @Test
    void whoLeavesBeforeEnteringTakesNoRoom() {
        for (int i = 0; i < 10; i++) {
            Connection early = open("early" + i, ALICE);
            lobby.admit(early);
            lobby.leave(early);
        }

        comeIn(connection);

        assertThat(sockets.of(ALICE)).containsExactly(connection);
    }

    @Test
    void aNodeHasRoomForSoManySockets() {
        Connection leaving = open("a1", ALICE);
        comeIn(leaving);
        comeIn(open("b1", BOB));
        comeIn(open("b2", BOB));
        assertRefused(open("c1", CAROL));
        assertRefused(open("c2", CAROL));

        lobby.leave(leaving);

        comeIn(open("c3", CAROL));
        assertRefused(open("c4", CAROL));
    }

    @Test
    void aUsersLimitTakesNoRoomOfTheNode() {
        comeIn(open("a1", ALICE));
        comeIn(open("a2", ALICE));
        for (int i = 0; i < 5; i++) {
            assertRefused(open("more" + i, ALICE));
        }

        comeIn(open("b1", BOB));

        assertThat(sockets.of(BOB)).hasSize(1);
    }

    @Test
    void whoWantsToKnowIsToldThatSomebodyCameAndWent() {
        comeIn(connection);
        states.subscribe(
                connection,
                SubUserOnlineStatus.newBuilder().addSubscribeUserID("bob").build());
        Connection bobs = open("b1", BOB);
        Connection bobsSecond = open("b2", BOB);

        comeIn(bobs);
        comeIn(bobsSecond);
        lobby.leave(bobs);
        assertThat(first.frames).hasSize(1);
        lobby.leave(bobsSecond);

        assertThat(first.frames).hasSize(2);
    }

    @Test
    void everySocketIsPinged() {
        comeIn(connection);

        lobby.pingShare(0, 1);
        lobby.pingShare(0, 1);

        assertThat(first.pings).isEqualTo(2);
        assertThat(first.closed).isEmpty();
    }

    @Test
    void socketsArePingedInShares() {
        Lobby spacious = presence.lobby(sockets, states, 40, 40, Duration.ofSeconds(70));
        List<HeldSession> sessions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            HeldSession session = HeldSession.reading("s" + i);
            sessions.add(session);
            Connection coming = session.open(BOB, 1, GOB);
            spacious.admit(coming);
            spacious.enter(coming);
        }

        List<Long> pinged = new ArrayList<>();
        for (int share = 0; share < 4; share++) {
            spacious.pingShare(share, 4);
            pinged.add(sessions.stream().filter(it -> it.pings == 1).count());
        }

        assertThat(pinged).isSorted().endsWith(40L);
        assertThat(pinged.get(0)).isLessThan(40);
        assertThat(sessions).allSatisfy(it -> assertThat(it.pings).isEqualTo(1));
    }

    @Test
    void aSilentSocketIsClosed() {
        Lobby impatient = lobby(Duration.ofNanos(-1));
        impatient.admit(connection);
        impatient.enter(connection);

        impatient.pingShare(0, 1);

        assertThat(first.pings).isZero();
        assertThat(first.closeCodes()).containsExactly(4006);
    }

    @Test
    void oneBrokenSocketDoesNotKeepTheOthersFromTheirPing() {
        HeldSession broken = HeldSession.reading("broken");
        broken.broken = true;
        comeIn(broken.open(BOB, 1, GOB));
        comeIn(connection);

        lobby.pingShare(0, 1);

        assertThat(first.pings).isEqualTo(1);
        assertThat(broken.closed).hasSize(1);
    }

    @Test
    void whenTheNodeStopsEveryoneIsSentAway() {
        comeIn(connection);

        lobby.stop();

        assertThat(first.closeCodes()).containsExactly(1001);
    }

    @Test
    void aUsersLimitHoldsWhenHisDevicesComeAtTheSameTime() {
        Connection one = open("a1", ALICE);
        Connection two = open("a2", ALICE);
        lobby.admit(one);
        lobby.admit(two);

        assertRefused(open("a3", ALICE));

        lobby.leave(one);
        comeIn(open("a4", ALICE));
    }

    @Test
    void theOtherNodesAndTheListenersAreToldOfEveryComingAndGoing() {
        comeIn(connection);
        lobby.background(connection, true);
        lobby.background(connection, true);
        lobby.leave(connection);

        assertThat(presence.announced).containsExactly(ALICE, ALICE, ALICE);
        assertThat(presence.events).containsExactly("online alice/1", "offline alice/1");
    }

    @Test
    void aKickIsReportedOnceHoweverOftenItComes() {
        comeIn(connection);

        lobby.kick(List.of(connection.caller()));
        lobby.kick(List.of(connection.caller()));

        assertThat(first.closeCodes()).containsExactly(4003);
        assertThat(presence.events).containsExactly("online alice/1", "kicked alice/1");
    }

    @Test
    void aKickThatComesWhileTheSocketIsBeingOpenedDoesNotMissIt() {
        lobby.admit(connection);
        lobby.kick(List.of(connection.caller()));
        assertThat(first.closed).isEmpty();

        lobby.enter(connection);

        assertThat(first.closeCodes()).containsExactly(4003);
    }

    @Test
    void aKickedSocketIsClosedThoughItsClientDoesNotRead() {
        HeldSession stuck = HeldSession.readByHand("stuck");
        Connection stuckConnection = stuck.open(BOB, 1, GOB);
        comeIn(stuckConnection);
        stuckConnection.sendText("unread");

        lobby.kick(List.of(stuckConnection.caller()));

        assertThat(stuck.closeCodes()).containsExactly(4003);
    }

    @Test
    void aSecondSocketOfTheSameTokenKicksNobody() {
        Connection again = HeldSession.reading("again").open(connection.caller(), GOB);

        comeIn(connection);
        comeIn(again);

        assertThat(first.frames).isEmpty();
        assertThat(first.closed).isEmpty();
        assertThat(sockets.of(ALICE)).containsExactly(connection, again);
    }

    @Test
    void aNodeThatDrainsSendsEveryoneAwayAndLetsNobodyIn() {
        comeIn(connection);
        HeldSession late = HeldSession.reading("late");
        Connection lateConnection = late.open(BOB, 1, GOB);
        lobby.admit(lateConnection);

        lobby.drain(Duration.ofSeconds(1));
        lobby.enter(lateConnection);

        assertThat(lobby.isDraining()).isTrue();
        assertThat(first.closeCodes()).containsExactly(1001);
        assertThat(late.closeCodes()).containsExactly(1001);
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> lobby.admit(open("c1", CAROL)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        lobby.resume();
        comeIn(open("c2", CAROL));
    }

    @Test
    void whoSubscribesWhileItsSocketClosesLeavesNothingBehind() {
        comeIn(connection);
        lobby.leave(connection);

        states.subscribe(
                connection,
                SubUserOnlineStatus.newBuilder().addSubscribeUserID("bob").build());
        comeIn(open("b1", BOB));

        assertThat(first.frames).isEmpty();
    }

    /** Three sockets on the node, two of a user. */
    private Lobby lobby(Duration silenceMax) {
        return presence.lobby(sockets, states, 3, 2, silenceMax);
    }

    private static Connection open(String id, dev.tidings.message.UserId user) {
        return HeldSession.reading(id).open(user, 1, GOB);
    }

    private void comeIn(Connection coming) {
        lobby.admit(coming);
        lobby.enter(coming);
    }

    private void assertRefused(Connection refused) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> lobby.admit(refused))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONN_OVER_MAX));
    }
}
