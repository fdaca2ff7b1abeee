package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.message.UserId;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MailboxPage;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;

/** Our own requests beside the protocol's: one number is enough to sync everything a user has. */
final class MailboxRequests {
    static final int NEWEST = 9001;
    static final int PULL = 9002;
    static final int PULL_MAX = 500;

    private MailboxRequests() {}

    static boolean isOne(int reqIdentifier) {
        return reqIdentifier == NEWEST || reqIdentifier == PULL;
    }

    static ByteString reply(InboxService inbox, UserId user, Request request) throws InvalidProtocolBufferException {
        if (request.reqIdentifier() == NEWEST) {
            return MailboxNewestResp.newBuilder()
                    .setNewest(inbox.newestOfMailbox(user))
                    .build()
                    .toByteString();
        }
        MailboxPullReq wanted = MailboxPullReq.parseFrom(request.data());
        int limit = wanted.getLimit() <= 0 ? PULL_MAX : Math.min(wanted.getLimit(), PULL_MAX);
        long to = wanted.getTo() == 0 ? Long.MAX_VALUE : wanted.getTo();
        MailboxPage page = inbox.pullMailbox(user, wanted.getFrom(), to, limit);
        MailboxPullResp.Builder answer =
                MailboxPullResp.newBuilder().setNewest(page.newest()).setIsEnd(page.isEnd());
        for (MailboxEntry entry : page.entries()) {
            answer.addEntries(dev.tidings.omtp.proto.MailboxEntry.newBuilder()
                    .setMailboxSeq(entry.mailboxSeq())
                    .setConversationID(entry.conversation().value())
                    .setMessage(Payloads.message(entry.message())));
        }
        return answer.build().toByteString();
    }
}
