package dev.tidings.offlinepush;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Options;
import dev.tidings.offline.OfflinePush;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushRulesTest {
    private static final int TEXT = 101;
    private static final String SECRET = "meet me at noon";

    private final PushRules generic = new PushRules("generic", "New message", Optional.empty());
    private final PushRules nickname = new PushRules("nickname", "New message", Optional.of("You got a message"));

    private static MsgData.Builder data(int contentType) {
        return MsgData.newBuilder()
                .setSenderNickname("Alice")
                .setContentType(contentType)
                .setContent(ByteString.copyFromUtf8("{\"content\":\"" + SECRET + "\"}"));
    }

    private static Message message(MsgData.Builder data) {
        return new Message(
                MessageId.of(ALICE, "m"),
                ConversationId.single(ALICE, BOB),
                ALICE,
                List.of(BOB),
                data.getContentType(),
                Options.of(data.getOptionsMap()),
                1_000,
                "op",
                data.build().toByteString());
    }

    private static Optional<OfflinePush> about(PushRules rules, MsgData.Builder data) {
        return rules.about(message(data), Set.of(BOB));
    }

    @Test
    void aMessageIsToldWithoutItsContentOrSenderUnlessThatIsConfigured() {
        OfflinePush push = about(generic, data(TEXT)).orElseThrow();

        assertThat(push.title()).isEqualTo("New message");
        assertThat(push.text()).isEmpty();
        assertThat(push.badge()).isFalse();
        assertThat(push.sound()).isEmpty();
        assertThat(push.ex()).isEmpty();
    }

    @Test
    void theSendersNicknameIsTheTitleWhereItIsConfigured() {
        OfflinePush push = about(nickname, data(TEXT)).orElseThrow();

        assertThat(push.title()).isEqualTo("Alice");
        assertThat(push.text()).isEqualTo("You got a message");
        assertThat(about(nickname, data(TEXT).setSenderNickname(" "))
                        .orElseThrow()
                        .title())
                .isEqualTo("New message");
    }

    @Test
    void whatTheSenderGaveIsShown() {
        OfflinePush push = about(
                        generic,
                        data(TEXT)
                                .setOfflinePushInfo(OfflinePushInfo.newBuilder()
                                        .setTitle("Alice writes")
                                        .setDesc("a picture")
                                        .setEx("{\"go\":\"there\"}")
                                        .setIOSPushSound("ding.caf")
                                        .setIOSBadgeCount(true)))
                .orElseThrow();

        assertThat(push)
                .isEqualTo(new OfflinePush(
                        push.message(),
                        Set.of(BOB),
                        "Alice writes",
                        "a picture",
                        "{\"go\":\"there\"}",
                        "ding.caf",
                        true));
    }

    @Test
    void whatTheSenderGaveIsCutToWhatADeviceCanShow() {
        OfflinePush push = about(
                        generic,
                        data(TEXT)
                                .setOfflinePushInfo(OfflinePushInfo.newBuilder()
                                        .setTitle("\uD83D\uDE00".repeat(300))
                                        .setDesc("x".repeat(5_000))
                                        .setEx("y".repeat(5_000))))
                .orElseThrow();

        assertThat(push.title()).isEqualTo("\uD83D\uDE00".repeat(100));
        assertThat(push.text()).hasSize(400);
        assertThat(push.ex()).isEmpty();
    }

    @Test
    void aSenderCanSwitchItOff() {
        assertThat(about(generic, data(TEXT).putOptions("offlinePush", false))).isEmpty();
        assertThat(about(generic, data(TEXT).putOptions("offlinePush", true))).isPresent();
        assertThat(about(generic, data(TEXT).putOptions("unreadCount", false))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 102, 110, 114, 119, 202, 1400})
    void whatPeopleSendIsTold(int contentType) {
        assertThat(about(generic, data(contentType))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {111, 113, 120, 121, 122})
    void whatIsNotForWhoIsAwayIsNeverTold(int contentType) {
        assertThat(about(generic, data(contentType).putOptions("offlinePush", true)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {203, 1201, 1303, 1501, 2101, 2200})
    void aNotificationIsToldOnlyIfItAsksForThat(int contentType) {
        assertThat(about(generic, data(contentType))).isEmpty();
        assertThat(about(generic, data(contentType).putOptions("offlinePush", true)))
                .isPresent();
    }

    @Test
    void aMessageThatIsMarkedAsANotificationIsOne() {
        assertThat(about(generic, data(TEXT).putOptions("isNotNotification", false)))
                .isEmpty();
    }

    @Test
    void nobodyIsToldNothing() {
        assertThat(generic.about(message(data(TEXT)), Set.of())).isEmpty();
    }

    @Test
    void anUnknownTitleStopsTheStartWithItsKey() {
        assertThatThrownBy(() -> new PushRules("content", "x", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("im.push.title");
    }
}
