package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;

import com.google.protobuf.ByteString;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import java.util.function.UnaryOperator;

/** What Alice's device sends, with whatever a test has to say about it. */
final class Drafts {
    private Drafts() {}

    static Draft toBob(UnaryOperator<MsgData.Builder> change) {
        return of(ALICE, BOB, Draft.Origin.CLIENT, change);
    }

    static Draft of(UserId from, UserId to, Draft.Origin origin, UnaryOperator<MsgData.Builder> change) {
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID("client-1")
                .setSenderPlatformID(5)
                .setSessionType(SessionType.SINGLE.number())
                .setContentType(ContentType.TEXT.number())
                .setContent(ByteString.copyFromUtf8("{\"content\":\"hello\"}"))
                .setCreateTime(500);
        return new Draft(from, origin, change.apply(data).build(), "op-1");
    }
}
