package dev.tidings.offlinepush;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static dev.tidings.message.TestMessages.text;
import static dev.tidings.offline.ProviderName.APNS;
import static dev.tidings.offline.ProviderName.FCM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.ConversationChanges;
import dev.tidings.conversation.InMemoryConversations;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.offline.Away;
import dev.tidings.offline.AwayCodec;
import dev.tidings.offline.Device;
import dev.tidings.offline.InMemoryBadges;
import dev.tidings.offline.InMemoryDeviceTokens;
import dev.tidings.offline.InMemoryPushMarks;
import dev.tidings.offline.OfflinePush;
import dev.tidings.offline.OfflinePushCheck;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Pushes;
import dev.tidings.provider.TestProviders;
import dev.tidings.push.Delivery;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OfflinePushingTest {
    private final List<OfflinePushCheck> checks = new ArrayList<>();
    private final InMemoryDeviceTokens tokens = new InMemoryDeviceTokens();
    private final InMemoryUsers users = new InMemoryUsers();
    private final InMemoryConversations conversations = new InMemoryConversations();
    private final InMemoryBadges badges = new InMemoryBadges();
    private final InMemoryProviderQueues queues = new InMemoryProviderQueues();
    private final List<String> dead = new ArrayList<>();
    private final OfflinePushing pushing = new OfflinePushing(
            new PushRules("generic", "New message", Optional.empty()),
            checks,
            TestProviders.of(Map.of(FCM, new FakeProvider(), APNS, new FakeProvider())),
            tokens,
            users,
            conversations,
            badges,
            new InMemoryPushMarks(),
            queues,
            (queue, batch, reason) -> dead.add(queue + ": " + reason),
            Pushes.CLOCK);

    @BeforeEach
    void register() {
        users.register(List.of(User.of(ALICE, "Alice", "", 1), User.of(BOB, "Bob", "", 1), User.of(CAROL, "C", "", 1)));
        conversations.ensure(List.of(Conversation.single(ALICE, BOB), Conversation.single(BOB, ALICE)));
        device(BOB, 2);
    }

    private void device(UserId user, int platform) {
        tokens.put(new Device(user, platform, FCM, user + "-" + platform), 0, Long.MAX_VALUE);
    }

    private void push(Message message, UserId... away) {
        pushing.push(AwayCodec.encode(List.of(new Away(new Delivery(message, 4), Set.of(away)))));
    }

    private List<String> told() {
        return queues.pushes().stream().map(push -> push.device().token()).toList();
    }

    private static Message with(OfflinePushInfo info) {
        try {
            Message message = text(ALICE, BOB, "m");
            return new Message(
                    message.id(),
                    message.conversation(),
                    message.sender(),
                    message.receivers(),
                    message.contentType(),
                    message.options(),
                    message.sendTime(),
                    message.operationId(),
                    MsgData.parseFrom(message.body()).toBuilder()
                            .setOfflinePushInfo(info)
                            .build()
                            .toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyDeviceOfWhoIsAwayIsTold() {
        device(BOB, 8);
        device(CAROL, 2);

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(told()).containsExactlyInAnyOrder("bob-2", "bob-8");
        DevicePush push = queues.pushes().get(0);
        assertThat(push.notification().seq()).isEqualTo(4);
        assertThat(push.notification().title()).isEqualTo("New message");
        assertThat(push.notification().since()).isEqualTo(Pushes.CLOCK.millis());
        assertThat(push.badge()).isEmpty();
    }

    @Test
    void eachProviderHasABatchOfItsOwn() {
        tokens.put(new Device(BOB, 1, APNS, "iphone"), 0, Long.MAX_VALUE);

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(queues.puts).extracting(put -> put.addressed().provider()).containsExactlyInAnyOrder(FCM, APNS);
    }

    @Test
    void aDeviceWhoseProviderIsNotConfiguredIsLeftOut() {
        tokens.put(new Device(BOB, 1, dev.tidings.offline.ProviderName.JPUSH, "elsewhere"), 0, Long.MAX_VALUE);

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(told()).containsExactly("bob-2");
    }

    @Test
    void whoWantsNoMessagesAtAllIsNotTold() {
        users.register(List.of(new User(new UserId("dnd"), "D", "", "", 1, 0, 1)));
        users.register(List.of(new User(new UserId("silent"), "S", "", "", 1, 0, 2)));
        device(new UserId("dnd"), 2);
        device(new UserId("silent"), 2);

        push(text(ALICE, BOB, "m"), BOB, new UserId("dnd"), new UserId("silent"));

        assertThat(told()).containsExactly("bob-2");
    }

    @Test
    void whoMutedTheConversationIsNotToldOfItAndOfOthersIs() {
        conversations.ensure(List.of(Conversation.single(BOB, CAROL)));
        for (int muted : List.of(1, 2)) {
            conversations.set(
                    BOB, Conversation.single(BOB, ALICE).id(), ConversationChanges.NONE.withRecvMsgOpt(muted));

            push(text(ALICE, BOB, "muted" + muted), BOB);
        }
        assertThat(told()).isEmpty();

        push(text(CAROL, BOB, "m"), BOB);

        assertThat(told()).containsExactly("bob-2");
    }

    @Test
    void aMuteOfTheSenderIsHisOwn() {
        conversations.set(ALICE, Conversation.single(ALICE, BOB).id(), ConversationChanges.NONE.withRecvMsgOpt(2));

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(told()).containsExactly("bob-2");
    }

    @Test
    void aCheckCanChangeWhatIsToldAndWhom() {
        device(CAROL, 2);
        checks.add(
                push -> Optional.of(new OfflinePush(push.message(), Set.of(CAROL), "Changed", "text", "", "", false)));

        push(text(ALICE, BOB, "m"), BOB, CAROL);

        assertThat(told()).containsExactly("carol-2");
        assertThat(queues.pushes().get(0).notification().title()).isEqualTo("Changed");
    }

    @Test
    void aCheckCanRefuse() {
        checks.add(push -> Optional.empty());

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(told()).isEmpty();
    }

    @Test
    void aCheckCannotBringInWhoWasNotAwayOrDoesNotWantToKnow() {
        device(CAROL, 2);
        checks.add(push -> {
            Set<UserId> more = new HashSet<>(push.users());
            more.add(CAROL);
            return Optional.of(push.withUsers(more));
        });

        push(text(ALICE, BOB, "m"), BOB);

        assertThat(told()).containsExactly("bob-2");
    }

    @Test
    void aCheckIsNotAskedWhenThereIsNobodyToTell() {
        List<OfflinePush> asked = new ArrayList<>();
        checks.add(push -> {
            asked.add(push);
            return Optional.of(push);
        });

        push(text(ALICE, CAROL, "m"), CAROL);

        assertThat(asked).isEmpty();
    }

    @Test
    void aBadgeCountsOnFromWhatTheAppSaidOnceForEachMessage() {
        badges.set(BOB, 4);
        Message message =
                with(OfflinePushInfo.newBuilder().setIOSBadgeCount(true).build());

        push(message, BOB);
        push(message, BOB);

        assertThat(queues.pushes()).extracting(DevicePush::badge).containsExactly(OptionalInt.of(5), OptionalInt.of(5));
    }

    @Test
    void manyPushesAreSplitIntoBatches() {
        Set<UserId> crowd = new HashSet<>();
        for (int i = 0; i < 250; i++) {
            UserId user = new UserId("u" + i);
            users.register(List.of(User.of(user, "U", "", 1)));
            device(user, 2);
            crowd.add(user);
        }

        push(text(ALICE, BOB, "m"), crowd.toArray(UserId[]::new));

        assertThat(queues.puts)
                .extracting(put -> put.addressed().batch().pushes().size())
                .containsExactlyInAnyOrder(100, 100, 50);
    }

    @Test
    void whatIsNoBatchIsADeadLetter() {
        pushing.push(new byte[] {0});

        assertThat(dead).containsExactly("im.offline: undecodable");
    }

    @Test
    void oneMessageThatCannotBeReadHoldsUpNoOther() {
        Message good = text(ALICE, BOB, "good");
        Message bad = new Message(
                good.id(),
                good.conversation(),
                good.sender(),
                good.receivers(),
                good.contentType(),
                good.options(),
                1,
                "op",
                ByteString.copyFromUtf8("no protobuf"));

        pushing.push(AwayCodec.encode(
                List.of(new Away(new Delivery(bad, 1), Set.of(BOB)), new Away(new Delivery(good, 2), Set.of(BOB)))));

        assertThat(told()).containsExactly("bob-2");
        assertThat(dead).containsExactly("im.offline: IllegalArgumentException");
    }

    @Test
    void whenACheckOrAStoreIsAwayTheBatchComesAgain() {
        checks.add(push -> {
            throw new ImException(ErrorCode.UNAVAILABLE, "later");
        });

        assertThatThrownBy(() -> push(text(ALICE, BOB, "m"), BOB)).isInstanceOf(ImException.class);
        assertThat(dead).isEmpty();
    }
}
