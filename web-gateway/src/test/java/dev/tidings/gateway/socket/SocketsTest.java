package dev.tidings.gateway.socket;

import static dev.tidings.gateway.socket.HeldSession.GOB;
import static dev.tidings.gateway.socket.HeldSession.JSON;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocketsTest {
    private final LocalNode node = new LocalNode();
    private final Sockets sockets = new Sockets();
    private final HeldSession phone = HeldSession.reading("phone");
    private final HeldSession web = HeldSession.reading("web");
    private final HeldSession alices = HeldSession.reading("alices");
    private final Connection phoneConnection = phone.open(BOB, 1, GOB);
    private final Connection webConnection = web.open(BOB, 5, JSON);
    private final Connection alicesConnection = alices.open(ALICE, 1, GOB);

    @Test
    void aMessageReachesEveryDeviceOfItsAudience() throws InvalidProtocolBufferException {
        addAll();

        Map<dev.tidings.message.UserId, Set<Integer>> reached =
                sockets.deliver(List.of(new Delivery(TestMessages.text(ALICE, BOB, "hello"), 7)));

        assertThat(reached).isEqualTo(Map.of(ALICE, Set.of(1), BOB, Set.of(1, 5)));
        for (Response push : List.of(phone.answer(GOB, 0), web.answer(JSON, 0), alices.answer(GOB, 0))) {
            assertThat(push.reqIdentifier()).isEqualTo(ReqIdentifier.PUSH_MSG.number());
            assertThat(push.operationID()).isEqualTo("op-hello");
            var messages = PushMessages.parseFrom(push.data()).getMsgsOrThrow("si_alice_bob");
            assertThat(messages.getMsgsList()).hasSize(1);
            assertThat(messages.getMsgs(0).getClientMsgID()).isEqualTo("hello");
            assertThat(messages.getMsgs(0).getSeq()).isEqualTo(7);
        }
    }

    @Test
    void whatTheSenderIsNotToSeeGoesToTheReceiversAlone() {
        addAll();
        Message typing = TestMessages.text(ALICE, BOB, "typing", Options.without(Option.SENDER_SYNC));

        assertThat(sockets.deliver(List.of(new Delivery(typing, 0)))).isEqualTo(Map.of(BOB, Set.of(1, 5)));
        assertThat(alices.frames).isEmpty();
    }

    @Test
    void whoIsNotHereIsNotReached() {
        addAll();

        assertThat(sockets.deliver(List.of(new Delivery(TestMessages.text(CAROL, CAROL, "note"), 1))))
                .isEmpty();
        assertThat(alices.frames).isEmpty();
    }

    @Test
    void aFrameIsEncodedOnceForEachCodecAndShared() {
        HeldSession pad = HeldSession.reading("pad");
        addAll();
        sockets.add(pad.open(BOB, 8, GOB));

        sockets.deliver(List.of(new Delivery(TestMessages.text(ALICE, BOB, "hello"), 7)));

        assertThat(phone.arrays.get(0)).isSameAs(pad.arrays.get(0)).isSameAs(alices.arrays.get(0));
        assertThat(phone.arrays.get(0)).isNotSameAs(web.arrays.get(0));
        assertThat(pad.frames).isEqualTo(phone.frames);
    }

    @Test
    void deliveriesKeepTheirOrder() throws InvalidProtocolBufferException {
        addAll();

        sockets.deliver(List.of(
                new Delivery(TestMessages.text(ALICE, BOB, "a"), 1),
                new Delivery(TestMessages.text(ALICE, BOB, "b"), 2),
                new Delivery(TestMessages.text(BOB, ALICE, "c"), 3)));

        for (int i = 0; i < 3; i++) {
            assertThat(PushMessages.parseFrom(phone.answer(GOB, i).data())
                            .getMsgsOrThrow("si_alice_bob")
                            .getMsgs(0)
                            .getSeq())
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void whatComesBehindAHigherSeqOfItsConversationIsLeftOut() throws InvalidProtocolBufferException {
        addAll();
        Message fifth = TestMessages.text(ALICE, BOB, "fifth");

        deliver("sixth", 6);
        deliver("fifth", 5);
        deliver("sixth", 6);
        sockets.deliver(List.of(new Delivery(TestMessages.text(CAROL, BOB, "other"), 1)));
        deliver("typing", 0);
        deliver("seventh", 7);

        assertThat(phone.frames).hasSize(4);
        assertThat(PushMessages.parseFrom(phone.answer(GOB, 3).data())
                        .getMsgsOrThrow(fifth.conversation().value())
                        .getMsgs(0)
                        .getSeq())
                .isEqualTo(7);
    }

    @Test
    void aSocketThatWasOpenedLaterGetsWhatTheOthersHad() {
        addAll();
        deliver("sixth", 6);
        HeldSession pad = HeldSession.reading("pad");
        sockets.add(pad.open(BOB, 8, GOB));

        deliver("sixth", 6);

        assertThat(pad.frames).hasSize(1);
        assertThat(phone.frames).hasSize(1);
    }

    @Test
    void onlySoManyConversationsAreRemembered() {
        addAll();
        for (int i = 0; i <= Connection.CONVERSATIONS_MAX; i++) {
            sockets.deliver(
                    List.of(new Delivery(TestMessages.text(new dev.tidings.message.UserId("u" + i), BOB, "m"), 1)));
        }
        int before = phone.frames.size();

        sockets.deliver(List.of(new Delivery(TestMessages.text(new dev.tidings.message.UserId("u0"), BOB, "m"), 1)));
        sockets.deliver(List.of(new Delivery(TestMessages.text(new dev.tidings.message.UserId("u9"), BOB, "m"), 1)));

        assertThat(phone.frames).hasSize(before + 1);
    }

    private void deliver(String text, long seq) {
        sockets.deliver(List.of(new Delivery(TestMessages.text(ALICE, BOB, text), seq)));
    }

    @Test
    void onlyTheTokensThatAreNamedAreKicked() {
        addAll();
        HeldSession second = HeldSession.reading("second");
        sockets.add(second.open(BOB, 1, GOB));

        sockets.kick(List.of(phoneConnection.caller()));

        assertThat(phone.answer(GOB, 0).reqIdentifier()).isEqualTo(ReqIdentifier.KICK_ONLINE_MSG.number());
        assertThat(phone.closeCodes()).containsExactly(4003);
        assertThat(List.of(web, alices, second)).allSatisfy(it -> {
            assertThat(it.frames).isEmpty();
            assertThat(it.closed).isEmpty();
        });
    }

    private List<Integer> platforms(UserId user) {
        return sockets.online(List.of(user)).get(user).stream()
                .map(OnlineDevice::platformId)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void theFirstAndTheLastSocketOfAPlatformAreKnown() {
        Connection again = HeldSession.reading("again").open(BOB, 1, GOB);

        assertThat(sockets.add(phoneConnection)).isTrue();
        assertThat(sockets.add(again)).isFalse();
        assertThat(sockets.add(webConnection)).isTrue();
        assertThat(platforms(BOB)).containsExactly(1, 5);
        assertThat(sockets.remove(phoneConnection)).isFalse();
        assertThat(sockets.remove(again)).isTrue();
        assertThat(sockets.remove(again)).isFalse();
        assertThat(platforms(BOB)).containsExactly(5);
    }

    @Test
    void theOnlineDevicesAreTheOpenSockets() {
        addAll();
        webConnection.background(true);

        assertThat(sockets.online(List.of(BOB, CAROL)))
                .isEqualTo(Map.of(BOB, List.of(new OnlineDevice(1, "phone", false), new OnlineDevice(5, "web", true))));
    }

    @Test
    void theOtherModulesFindTheSocketsThroughTheNode() {
        addAll();
        assertThat(node.online(List.of(ALICE))).isEmpty();

        OnlineStates states = new OnlineStates(sockets);
        new GatewayNode(node, sockets, states, new PresenceLog().lobby(sockets, states, 10, 10, Duration.ofHours(1)))
                .open("start");

        assertThat(node.online(List.of(ALICE))).containsOnlyKeys(ALICE);
        assertThat(node.everyone()).containsExactlyInAnyOrder(ALICE, BOB);
        assertThat(node.sockets()).isEqualTo(3);
        assertThat(node.logins()).hasSize(3).contains(alicesConnection.caller());
    }

    private void addAll() {
        sockets.add(phoneConnection);
        sockets.add(webConnection);
        sockets.add(alicesConnection);
    }
}
