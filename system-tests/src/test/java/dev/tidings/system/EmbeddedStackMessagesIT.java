package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImListener;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.omtp.proto.Seqs;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users do all day. */
@Order(2)
@ExtendWith(StackExtension.class)
class EmbeddedStackMessagesIT {
    private Pair pair;

    @BeforeEach
    void connect(Stack stack) {
        pair = Pair.connected(stack);
    }

    @AfterEach
    void disconnect() {
        pair.close();
    }

    @Test
    void messagesGoBothWaysWithEitherFraming() {
        UserSendMsgResp hello = pair.sendNow(pair.aliceDevice, pair.textToBob("hello"));
        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);
        pair.sendNow(pair.bobDevice, pair.textToAlice("hello yourself"));
        await().atMost(Pair.PATIENCE)
                .until(() ->
                        pair.aliceSaw.stream().anyMatch(it -> it.getSendID().equals(pair.bob)));

        MsgData seen = pair.bobSaw.get(0);
        assertThat(seen.getContent().toStringUtf8()).isEqualTo("{\"content\":\"hello\"}");
        assertThat(seen.getSeq()).isEqualTo(1);
        assertThat(seen.getServerMsgID()).isEqualTo(hello.getServerMsgID());
        assertThat(seen.getSendTime()).isEqualTo(hello.getSendTime());
        assertThat(pair.verify()).hasSize(2);
    }

    @Test
    void whatTheBusinessServerSendsOverRestIsDeliveredToo() {
        String serverMsgID = pair.stack
                .admin()
                .sendText(pair.alice, pair.bob, "your parcel is on its way")
                .path("serverMsgID")
                .asText();

        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);
        assertThat(pair.bobSaw.get(0).getServerMsgID()).isEqualTo(serverMsgID);
        assertThat(pair.mailboxByRest(pair.bobLogin)).hasSize(1).isEqualTo(pair.mailboxByRest(pair.aliceLogin));
    }

    @Test
    void everyDeviceOfBothGetsEverything() {
        List<MsgData> phoneSaw = new CopyOnWriteArrayList<>();
        List<MsgData> padSaw = new CopyOnWriteArrayList<>();
        Login phone = Login.nativeApp(
                pair.stack.socketUrl(), pair.alice, Platform.IOS, pair.stack.token(pair.alice, Platform.IOS));
        Login pad = Login.nativeApp(
                pair.stack.socketUrl(), pair.bob, Platform.IPAD, pair.stack.token(pair.bob, Platform.IPAD));
        try (ImDevice alicesPhone = pair.device("phone", phone, phoneSaw);
                ImDevice bobsPad = pair.device("pad", pad, padSaw)) {
            alicesPhone.start();
            bobsPad.start();
            await().atMost(Pair.PATIENCE).until(() -> alicesPhone.isInStep() && bobsPad.isInStep());

            pair.sendNow(pair.aliceDevice, pair.textToBob("from the browser"));
            pair.sendNow(alicesPhone, pair.textToBob("from the phone"));
            pair.sendNow(pair.bobDevice, pair.textToAlice("answer"));

            await().atMost(Pair.PATIENCE).until(() -> phoneSaw.size() == 3 && padSaw.size() == 3);
            List<Pair.Entry> all = pair.verify();
            assertThat(phoneSaw.stream().map(Pair::entry).toList()).isEqualTo(all);
            assertThat(padSaw.stream().map(Pair::entry).toList()).isEqualTo(all);
        }
    }

    @Test
    void fiveHundredMessagesOfOneConnectionKeepTheirOrder() {
        List<String> written = new ArrayList<>();
        List<CompletableFuture<UserSendMsgResp>> sends = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            MsgData message = pair.textToBob("message " + i);
            written.add(message.getClientMsgID());
            sends.add(pair.send(pair.aliceDevice, message));
            if (i % 50 == 49) {
                // As much as a connection may have under way, and no more.
                Pair.awaitAcks(sends);
            }
        }

        assertThat(pair.verify()).extracting(Pair.Entry::clientMsgID).containsExactlyElementsOf(written);
    }

    @Test
    void aRetryOfAnAckedMessageIsAnsweredAsTheFirst() {
        MsgData message = pair.textToBob("once");
        UserSendMsgResp first = pair.sendNow(pair.aliceDevice, message);
        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);

        UserSendMsgResp second = pair.sendNow(pair.aliceDevice, message);
        pair.aliceDevice.stop();
        await().atMost(Pair.PATIENCE).until(() -> !pair.aliceDevice.isConnected());
        pair.aliceDevice.start();
        pair.awaitInStep();
        UserSendMsgResp third = pair.sendNow(pair.aliceDevice, message);

        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(pair.verify()).hasSize(1);
    }

    @Test
    void whoWasAwayFindsEverythingOnReturn() {
        pair.bobDevice.stop();
        await().atMost(Pair.PATIENCE).until(() -> !pair.bobDevice.isConnected());
        for (int i = 0; i < 20; i++) {
            pair.sendNow(pair.aliceDevice, pair.textToBob("while you were away " + i));
        }

        pair.bobDevice.start();

        assertThat(pair.verify()).hasSize(20);
    }

    @Test
    void typingIsSeenWithoutASeqAndKeptNowhere() {
        List<MsgData> seen = new CopyOnWriteArrayList<>();
        ImClient pad = pair.connect(
                Login.web(pair.stack.socketUrl(), pair.bob, pair.stack.token(pair.bob, Platform.WEB)), pushed(seen));

        pair.aliceDevice.send(pair.fromAlice.typing(pair.bob, true)).join();

        await().atMost(Pair.PATIENCE).until(() -> !seen.isEmpty());
        assertThat(seen).hasSize(1).first().extracting(MsgData::getSeq).isEqualTo(0L);
        pad.close();
        pair.sendNow(pair.aliceDevice, pair.textToBob("hello"));
        assertThat(pair.verify()).hasSize(1);
    }

    @Test
    void aMessageWithoutHistoryIsDeliveredAndKeptNowhere() {
        MsgData fleeting = pair.textToBob("gone").toBuilder()
                .putOptions(MessageOption.HISTORY.key(), false)
                .putOptions(MessageOption.PERSISTENT.key(), false)
                .build();

        pair.aliceDevice.send(fleeting).join();

        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);
        assertThat(pair.bobSaw.get(0).getSeq()).isZero();
        assertThat(pair.bobSaw.get(0).getClientMsgID()).isEqualTo(fleeting.getClientMsgID());
        assertThat(pair.mailboxByRest(pair.bobLogin)).isEmpty();
        assertThat(pair.conversation(pair.bobLogin)).isEmpty();
    }

    @Test
    void withoutSenderSyncTheSendersOtherDevicesAreNotTold() {
        List<MsgData> seen = new CopyOnWriteArrayList<>();
        ImClient phone = pair.connect(
                Login.nativeApp(
                        pair.stack.socketUrl(), pair.alice, Platform.IOS, pair.stack.token(pair.alice, Platform.IOS)),
                pushed(seen));
        MsgData quiet = pair.textToBob("quiet").toBuilder()
                .putOptions(MessageOption.SENDER_SYNC.key(), false)
                .build();
        MsgData loud = pair.textToBob("loud");

        pair.sendNow(pair.aliceDevice, quiet);
        pair.sendNow(pair.aliceDevice, loud);

        await().atMost(Pair.PATIENCE).until(() -> !seen.isEmpty());
        assertThat(seen).extracting(MsgData::getClientMsgID).containsExactly(loud.getClientMsgID());
        phone.close();
        assertThat(pair.verify()).hasSize(2);
    }

    @Test
    void readingMovesTheReadPositionAndTellsTheSender() {
        List<MsgData> told = new CopyOnWriteArrayList<>();
        ImClient phone = pair.connect(
                Login.nativeApp(
                        pair.stack.socketUrl(), pair.alice, Platform.IOS, pair.stack.token(pair.alice, Platform.IOS)),
                notified(told));
        for (int i = 0; i < 3; i++) {
            pair.sendNow(pair.aliceDevice, pair.textToBob("unread " + i));
        }
        pair.verify();
        assertThat(position().getHasReadSeq()).isZero();
        assertThat(position().getMaxSeq()).isEqualTo(3);
        RestClient bob = new RestClient(pair.stack.restUrl()).withToken(pair.bobLogin.token());

        bob.markRead(pair.bob, pair.conversation, 2);

        await().atMost(Pair.PATIENCE)
                .untilAsserted(() -> assertThat(position().getHasReadSeq()).isEqualTo(2));
        await().atMost(Pair.PATIENCE).until(() -> told.stream().anyMatch(it -> it.getContentType() == 2200));
        bob.markRead(pair.bob, pair.conversation, 1);
        assertThat(position().getHasReadSeq())
                .as("a read position never goes back")
                .isEqualTo(2);
        phone.close();
    }

    private Seqs position() {
        return pair.bobDevice
                .client()
                .orElseThrow()
                .readPositions(List.of(pair.conversation))
                .join()
                .getSeqsOrThrow(pair.conversation);
    }

    private static ImListener pushed(List<MsgData> into) {
        return new ImListener() {
            @Override
            public void onPush(PushMessages messages) {
                messages.getMsgsMap().values().forEach(each -> into.addAll(each.getMsgsList()));
            }
        };
    }

    private static ImListener notified(List<MsgData> into) {
        return new ImListener() {
            @Override
            public void onPush(PushMessages messages) {
                messages.getNotificationMsgsMap().values().forEach(each -> into.addAll(each.getMsgsList()));
            }
        };
    }
}
