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
import dev.tidings.push.LocalNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LobbyTest {
    private final Sockets sockets = new Sockets(new LocalNode());
    private final OnlineStates states = new OnlineStates(sockets);
    private final Lobby lobby = lobby(Duration.ofHours(1));
    private final HeldSession first = HeldSession.reading("first");
    private final Connection connection = first.open(ALICE, 1, GOB);

    @Test
    void theWelcomeIsTheFirstThingAClientHears() {
        lobby.enter(connection, "welcome");

        assertThat(first.texts).containsExactly("welcome");
        assertThat(sockets.of(ALICE)).containsExactly(connection);
    }

    @Test
    void whoIsNotLetInIsNotWelcomed() {
        lobby.enter(open("a1", ALICE), null);
        lobby.enter(open("a2", ALICE), null);

        assertRefused(connection, "welcome");

        assertThat(first.texts).isEmpty();
        assertThat(sockets.of(ALICE)).hasSize(2);
    }

    @Test
    void aNodeHasRoomForSoManySockets() {
        Connection leaving = open("a1", ALICE);
        lobby.enter(leaving, null);
        lobby.enter(open("b1", BOB), null);
        lobby.enter(open("b2", BOB), null);
        assertRefused(open("c1", CAROL), null);
        assertRefused(open("c2", CAROL), null);

        lobby.leave(leaving);

        lobby.enter(open("c3", CAROL), null);
        assertRefused(open("c4", CAROL), null);
    }

    @Test
    void aUsersLimitTakesNoRoomOfTheNode() {
        lobby.enter(open("a1", ALICE), null);
        lobby.enter(open("a2", ALICE), null);
        for (int i = 0; i < 5; i++) {
            assertRefused(open("more" + i, ALICE), null);
        }

        lobby.enter(open("b1", BOB), null);

        assertThat(sockets.of(BOB)).hasSize(1);
    }

    @Test
    void whoWantsToKnowIsToldThatSomebodyCameAndWent() {
        lobby.enter(connection, null);
        states.subscribe(
                connection,
                SubUserOnlineStatus.newBuilder().addSubscribeUserID("bob").build());
        Connection bobs = open("b1", BOB);
        Connection bobsSecond = open("b2", BOB);

        lobby.enter(bobs, null);
        lobby.enter(bobsSecond, null);
        lobby.leave(bobs);
        assertThat(first.frames).hasSize(1);
        lobby.leave(bobsSecond);

        assertThat(first.frames).hasSize(2);
    }

    @Test
    void everySocketIsPinged() {
        lobby.enter(connection, null);

        lobby.pingAll();
        lobby.pingAll();

        assertThat(first.pings).isEqualTo(2);
        assertThat(first.closed).isEmpty();
    }

    @Test
    void aSilentSocketIsClosed() {
        Lobby impatient = lobby(Duration.ofNanos(-1));
        impatient.enter(connection, null);

        impatient.pingAll();

        assertThat(first.pings).isZero();
        assertThat(first.closeCodes()).containsExactly(4006);
    }

    @Test
    void oneBrokenSocketDoesNotKeepTheOthersFromTheirPing() {
        HeldSession broken = HeldSession.reading("broken");
        broken.broken = true;
        lobby.enter(broken.open(BOB, 1, GOB), null);
        lobby.enter(connection, null);

        lobby.pingAll();

        assertThat(first.pings).isEqualTo(1);
        assertThat(broken.closed).hasSize(1);
    }

    @Test
    void whenTheNodeStopsEveryoneIsSentAway() {
        lobby.enter(connection, null);

        lobby.stop();

        assertThat(first.closeCodes()).containsExactly(1001);
    }

    /** Three sockets on the node, two of a user. */
    private Lobby lobby(Duration silenceMax) {
        return new Lobby(sockets, states, 3, 2, Duration.ofSeconds(20), silenceMax);
    }

    private static Connection open(String id, dev.tidings.message.UserId user) {
        return HeldSession.reading(id).open(user, 1, GOB);
    }

    private void assertRefused(Connection refused, @Nullable String welcome) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> lobby.enter(refused, welcome))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONN_OVER_MAX));
    }
}
