package dev.tidings.gateway.socket;

import static dev.tidings.gateway.socket.HeldSession.GOB;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.SubUserOnlineStatusElem;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnlineStatesTest {
    private final Sockets sockets = new Sockets();
    private final OnlineStates states = new OnlineStates(sockets);
    private final HeldSession watching = HeldSession.reading("watching");
    private final Connection watcher = watching.open(ALICE, 1, GOB);
    private final Connection bobs = HeldSession.reading("bobs").open(BOB, 5, GOB);

    @Test
    void aSubscriberIsToldThePresentState() {
        sockets.add(bobs);

        SubUserOnlineStatusTips tips = subscribe("bob", "carol");

        assertThat(tips.getSubscribersList())
                .containsExactly(
                        SubUserOnlineStatusElem.newBuilder()
                                .setUserID("bob")
                                .addOnlinePlatformIDs(5)
                                .build(),
                        SubUserOnlineStatusElem.newBuilder().setUserID("carol").build());
    }

    @Test
    void aSubscriberIsToldOfEveryChange() throws InvalidProtocolBufferException {
        subscribe("bob");

        sockets.add(bobs);
        states.changed(BOB);

        assertThat(watching.answer(GOB, 0).reqIdentifier()).isEqualTo(ReqIdentifier.SUB_USER_ONLINE_STATUS.number());
        SubUserOnlineStatusTips tips =
                SubUserOnlineStatusTips.parseFrom(watching.answer(GOB, 0).data());
        assertThat(tips.getSubscribersList()).hasSize(1);
        assertThat(tips.getSubscribers(0).getUserID()).isEqualTo("bob");
        assertThat(tips.getSubscribers(0).getOnlinePlatformIDsList()).containsExactly(5);
    }

    @Test
    void whoDoesNotWantToKnowAnyMoreIsNotTold() {
        subscribe("bob");
        states.subscribe(
                watcher,
                SubUserOnlineStatus.newBuilder().addUnsubscribeUserID("bob").build());

        states.changed(BOB);

        assertThat(watching.frames).isEmpty();
    }

    @Test
    void aSubscriptionEndsWithItsSocket() {
        subscribe("bob");
        states.forget(watcher);
        states.forget(watcher);

        states.changed(BOB);

        assertThat(watching.frames).isEmpty();
    }

    @Test
    void aSocketSubscribesToSoManyAndNoMore() {
        subscribe(IntStream.range(0, OnlineStates.SUBSCRIPTIONS_MAX)
                .mapToObj(it -> "u" + it)
                .toArray(String[]::new));

        SubUserOnlineStatusTips tips = subscribe("bob");
        states.changed(BOB);

        assertThat(tips.getSubscribersCount()).isEqualTo(1);
        assertThat(watching.frames).isEmpty();
    }

    private SubUserOnlineStatusTips subscribe(String... users) {
        return states.subscribe(
                watcher,
                SubUserOnlineStatus.newBuilder()
                        .addAllSubscribeUserID(java.util.List.of(users))
                        .build());
    }
}
