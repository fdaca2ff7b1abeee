package dev.tidings.message;

import dev.tidings.omtp.proto.MsgData;
import java.util.List;

/** Messages for tests: between two users, with a body that says who sent it and what. */
public final class TestMessages {
    public static final UserId ALICE = new UserId("alice");
    public static final UserId BOB = new UserId("bob");
    public static final UserId CAROL = new UserId("carol");
    private static final int TEXT = 101;

    private TestMessages() {}

    /** An ordinary text message; its clientMsgID is its text. */
    public static Message text(UserId from, UserId to, String text) {
        return text(from, to, text, Options.ALL_ON);
    }

    public static Message text(UserId from, UserId to, String text, Options options) {
        MessageId id = MessageId.of(from, text);
        MsgData body = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID(text)
                .setServerMsgID(id.value())
                .setSessionType(1)
                .setContentType(TEXT)
                .setContent(com.google.protobuf.ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}"))
                .setSendTime(1_000)
                .setStatus(2)
                .build();
        return new Message(
                id,
                ConversationId.single(from, to),
                from,
                from.equals(to) ? List.of() : List.of(to),
                TEXT,
                options,
                1_000,
                "op-" + text,
                body.toByteString());
    }
}
