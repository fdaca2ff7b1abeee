package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.omtp.proto.GetSeqMessageResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PushMessages;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationMessagesTest {
    private static final MsgData HELLO = MsgData.newBuilder()
            .setSendID("u1")
            .setRecvID("u2")
            .setClientMsgID("c1")
            .setContentType(101)
            .setContent(ByteString.copyFromUtf8("{\"content\":\"hello\"}"))
            .setSendTime(1_763_871_683_123L)
            .setStatus(2)
            .putOptions("history", true)
            .setEx("after the seq in field order")
            .build();
    private static final MsgData TYPING =
            MsgData.newBuilder().setSendID("u\u00e4").setContentType(113).build();

    @Test
    void aPushIsWhatTheGeneratedClassesWouldSay() throws InvalidProtocolBufferException {
        ByteString payload = ConversationMessages.encode(List.of(
                ConversationMessages.pushed("si_u1_u2", false, List.of(message(HELLO, 7), message(HELLO, 1L << 40))),
                ConversationMessages.pushed("n_u1_u2", true, List.of(message(TYPING, 0)))));

        assertThat(PushMessages.parseFrom(payload))
                .isEqualTo(PushMessages.newBuilder()
                        .putMsgs(
                                "si_u1_u2",
                                PullMsgs.newBuilder()
                                        .addMsgs(HELLO.toBuilder().setSeq(7))
                                        .addMsgs(HELLO.toBuilder().setSeq(1L << 40))
                                        .build())
                        .putNotificationMsgs(
                                "n_u1_u2", PullMsgs.newBuilder().addMsgs(TYPING).build())
                        .build());
    }

    @Test
    void bothPullAnswersHaveTheSameForm() throws InvalidProtocolBufferException {
        ByteString payload = ConversationMessages.encode(List.of(
                new ConversationMessages("sg_\u7fa4", false, List.of(message(HELLO, 3)), true, 3),
                new ConversationMessages("si_empty", false, List.of(), true, 0)));
        PullMsgs group = PullMsgs.newBuilder()
                .addMsgs(HELLO.toBuilder().setSeq(3))
                .setIsEnd(true)
                .setEndSeq(3)
                .build();
        PullMsgs empty = PullMsgs.newBuilder().setIsEnd(true).build();

        assertThat(PullMessageBySeqsResp.parseFrom(payload))
                .isEqualTo(PullMessageBySeqsResp.newBuilder()
                        .putMsgs("sg_\u7fa4", group)
                        .putMsgs("si_empty", empty)
                        .build());
        assertThat(GetSeqMessageResp.parseFrom(payload))
                .isEqualTo(GetSeqMessageResp.newBuilder()
                        .putMsgs("sg_\u7fa4", group)
                        .putMsgs("si_empty", empty)
                        .build());
    }

    @Test
    void nothingIsAnEmptyPayload() {
        assertThat(ConversationMessages.encode(List.of())).isEqualTo(ByteString.EMPTY);
    }

    private static SequencedMessage message(MsgData message, long seq) {
        return new SequencedMessage(message.toByteString(), seq);
    }
}
