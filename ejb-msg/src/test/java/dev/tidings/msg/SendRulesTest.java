package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendRulesTest {
    /** What is wrong, how it gets wrong, and what the sender is told. */
    static Stream<Arguments> badDraftsOfClients() {
        return Stream.of(
                bad("another's sendID", it -> it.setSendID("bob"), "sendID"),
                bad("no sendID", MsgData.Builder::clearSendID, "sendID"),
                bad("sendID in another case", it -> it.setSendID("Alice"), "sendID"),
                bad("no clientMsgID", MsgData.Builder::clearClientMsgID, "clientMsgID"),
                bad("blank clientMsgID", it -> it.setClientMsgID("   "), "clientMsgID"),
                bad("long clientMsgID", it -> it.setClientMsgID("x".repeat(65)), "clientMsgID"),
                bad("space in clientMsgID", it -> it.setClientMsgID("a b"), "clientMsgID"),
                bad("line break in clientMsgID", it -> it.setClientMsgID("a\nb"), "clientMsgID"),
                bad("tab in clientMsgID", it -> it.setClientMsgID("a\tb"), "clientMsgID"),
                bad("NUL in clientMsgID", it -> it.setClientMsgID("a\0b"), "clientMsgID"),
                bad("DEL in clientMsgID", it -> it.setClientMsgID("a\u007fb"), "clientMsgID"),
                bad("line separator in clientMsgID", it -> it.setClientMsgID("a\u2028b"), "clientMsgID"),
                bad("no contentType", MsgData.Builder::clearContentType, "contentType"),
                bad("negative contentType", it -> it.setContentType(-1), "contentType"),
                bad("contentType below the first", it -> it.setContentType(100), "contentType"),
                bad("contentType above the last", it -> it.setContentType(5001), "contentType"),
                bad("largest contentType", it -> it.setContentType(Integer.MAX_VALUE), "contentType"),
                bad("first notification", it -> it.setContentType(ContentType.NOTIFICATION_BEGIN), "server's"),
                bad("last notification", it -> it.setContentType(ContentType.NOTIFICATION_END), "server's"),
                bad("forged read receipt", it -> it.setContentType(2200), "server's"),
                bad("forged revocation", it -> it.setContentType(2101), "server's"),
                bad("forged profile change", it -> it.setContentType(1303), "server's"),
                bad("no content", MsgData.Builder::clearContent, "content is empty"),
                bad("large content", it -> it.setContent(bytes(SendRules.CONTENT_BYTES_MAX + 1)), "content is larger"),
                bad("content cut inside a character", it -> it.setContent(hex(0xE2, 0x82)), "UTF-8"),
                bad("content with a surrogate", it -> it.setContent(hex(0xED, 0xA0, 0x80)), "UTF-8"),
                bad("content in Latin-1", it -> it.setContent(hex('h', 0xE4)), "UTF-8"),
                bad("long senderNickname", it -> it.setSenderNickname("x".repeat(256)), "senderNickname"),
                bad("long senderFaceURL", it -> it.setSenderFaceURL("x".repeat(1025)), "senderFaceURL"),
                bad("long attachedInfo", it -> it.setAttachedInfo("x".repeat(4097)), "attachedInfo"),
                bad("long ex", it -> it.setEx("x".repeat(4097)), "ex is longer"),
                bad("too many options", it -> withOptions(it, 33), "options"),
                bad(
                        "a notification by its options",
                        it -> it.putOptions("isNotNotification", false),
                        "options.isNotNotification is the server's"),
                bad("too many mentions", it -> withMentions(it, 501), "atUserIDList"),
                bad("large offlinePushInfo", it -> it.setOfflinePushInfo(push(4096)), "offlinePushInfo"),
                bad("a field without a limit of its own", it -> it.setGroupID("x".repeat(200_000)), "message"),
                bad("unknown fields without end", SendRulesTest::withUnknownField, "message"),
                bad("long mentions", it -> it.addAtUserIDList("x".repeat(200_000)), "message"),
                bad("no sessionType", MsgData.Builder::clearSessionType, "sessionType"),
                bad("negative sessionType", it -> it.setSessionType(-1), "sessionType"),
                bad("unknown sessionType", it -> it.setSessionType(5), "sessionType"),
                bad("a notification account's sessionType", it -> it.setSessionType(4), "sessionType"),
                bad("no recvID", MsgData.Builder::clearRecvID, "recvID"),
                bad("blank recvID", it -> it.setRecvID("  "), "recvID"),
                bad("long recvID", it -> it.setRecvID("x".repeat(UserId.MAX_LENGTH + 1)), "userID"),
                bad("slash in recvID", it -> it.setRecvID("a/b"), "userID"),
                bad("bar in recvID", it -> it.setRecvID("a|b"), "userID"),
                bad("space in recvID", it -> it.setRecvID("a b"), "userID"),
                bad("control character in recvID", it -> it.setRecvID("a\u0001b"), "userID"),
                bad("half a character in recvID", it -> it.setRecvID("a\ud83d"), "userID"),
                bad("group without groupID", it -> it.setSessionType(3), "groupID"),
                bad("old group without groupID", it -> it.setSessionType(2), "groupID"),
                bad(
                        "unknown group",
                        it -> it.setSessionType(3).setGroupID("g1"),
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        "no group g1"),
                bad(
                        "unknown old group",
                        it -> it.setSessionType(2).setGroupID("g1"),
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        "no group g1"));
    }

    @ParameterizedTest
    @MethodSource("badDraftsOfClients")
    void aBadDraftIsRefusedWithTheFieldThatIsWrong(
            UnaryOperator<MsgData.Builder> wrong, ErrorCode code, String detail) {
        Draft draft = Drafts.toBob(wrong);

        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> conversationOf(draft))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.detail()).contains(detail).hasSizeLessThan(200);
                });
    }

    static Stream<Arguments> draftsAtTheLimit() {
        return Stream.of(
                good("as an SDK sends it", it -> it),
                good("longest clientMsgID", it -> it.setClientMsgID("x".repeat(64))),
                good("clientMsgID beyond the basic plane", it -> it.setClientMsgID("\ud83d\ude00")),
                good("first contentType", it -> it.setContentType(101)),
                good("contentType of an application", it -> it.setContentType(999)),
                good("largest content", it -> it.setContent(bytes(SendRules.CONTENT_BYTES_MAX))),
                good("smallest content", it -> it.setContent(bytes(1))),
                good("longest senderNickname", it -> it.setSenderNickname("x".repeat(255))),
                good("longest senderFaceURL", it -> it.setSenderFaceURL("x".repeat(1024))),
                good("longest attachedInfo", it -> it.setAttachedInfo("x".repeat(4096))),
                good("longest ex", it -> it.setEx("x".repeat(4096))),
                good("most options", it -> withOptions(it, 32)),
                good("most mentions", it -> withMentions(it, 500)),
                good("longest recvID", it -> it.setRecvID("x".repeat(UserId.MAX_LENGTH))),
                good("unknown option", it -> it.putOptions("reactionFromCache", false)));
    }

    @ParameterizedTest
    @MethodSource("draftsAtTheLimit")
    void whatIsWithinTheLimitsIsTaken(UnaryOperator<MsgData.Builder> change) {
        Draft draft = Drafts.toBob(change);

        assertThatCode(() -> conversationOf(draft)).doesNotThrowAnyException();
    }

    @Test
    void theConversationOfTwoIsTheSameWhoeverWrites() {
        Draft there = Drafts.toBob(it -> it);
        Draft back = Drafts.of(BOB, ALICE, Draft.Origin.CLIENT, it -> it);

        assertThat(conversationOf(there)).isEqualTo(new ConversationId("si_alice_bob"));
        assertThat(conversationOf(back)).isEqualTo(new ConversationId("si_alice_bob"));
    }

    @Test
    void theBusinessServerSendsNotifications() {
        Draft draft = Drafts.of(
                ALICE,
                BOB,
                Draft.Origin.BUSINESS_SERVER,
                it -> it.setContentType(2001).putOptions("isNotNotification", false));

        assertThat(conversationOf(draft)).isEqualTo(new ConversationId("n_alice_bob"));
    }

    @Test
    void theBusinessServerWritesAsANotificationAccount() {
        Draft draft = Drafts.of(
                ALICE,
                BOB,
                Draft.Origin.BUSINESS_SERVER,
                it -> it.setContentType(1400).setSessionType(SessionType.NOTIFICATION.number()));

        assertThat(conversationOf(draft)).isEqualTo(new ConversationId("sn_alice_bob"));
    }

    @Test
    void theBusinessServerHasLimitsToo() {
        Draft draft = Drafts.of(ALICE, BOB, Draft.Origin.BUSINESS_SERVER, it -> it.setContentType(5001));

        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> conversationOf(draft))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ARGS));
    }

    @Test
    void aNoteToOneselfHasNoReceivers() {
        assertThat(SendRules.receivers(ALICE, ALICE)).isEmpty();
        assertThat(SendRules.receivers(ALICE, BOB)).containsExactly(BOB);
    }

    /** All that is asked of a draft before a store is. */
    private static ConversationId conversationOf(Draft draft) {
        SendRules.check(draft);
        return SendRules.conversation(draft, SendRules.receiver(draft));
    }

    private static Arguments bad(String what, UnaryOperator<MsgData.Builder> wrong, String detail) {
        return bad(what, wrong, ErrorCode.ARGS, detail);
    }

    private static Arguments bad(String what, UnaryOperator<MsgData.Builder> wrong, ErrorCode code, String detail) {
        return argumentSet(what, wrong, code, detail);
    }

    private static Arguments good(String what, UnaryOperator<MsgData.Builder> change) {
        return argumentSet(what, change);
    }

    private static ByteString bytes(int size) {
        return ByteString.copyFromUtf8("x".repeat(size));
    }

    private static ByteString hex(int... bytes) {
        ByteString.Output out = ByteString.newOutput();
        for (int each : bytes) {
            out.write(each);
        }
        return out.toByteString();
    }

    private static MsgData.Builder withOptions(MsgData.Builder data, int count) {
        for (int i = 0; i < count; i++) {
            data.putOptions("option" + i, true);
        }
        return data;
    }

    private static MsgData.Builder withMentions(MsgData.Builder data, int count) {
        return data.addAllAtUserIDList(Collections.nCopies(count, "somebody"));
    }

    private static OfflinePushInfo push(int size) {
        return OfflinePushInfo.newBuilder().setDesc("x".repeat(size)).build();
    }

    private static MsgData.Builder withUnknownField(MsgData.Builder data) {
        return data.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(bytes(200_000))
                                .build())
                .build());
    }
}
