package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.message.UserId;
import dev.tidings.msg.InboxService;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;
import java.util.List;

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
        List<MailboxEntry> entries = inbox.pullMailbox(user, wanted.getFrom(), wanted.getTo(), limit);
        long newest = inbox.newestOfMailbox(user);
        MailboxPullResp.Builder answer = MailboxPullResp.newBuilder().setNewest(newest);
        for (MailboxEntry entry : entries) {
            answer.addEntries(dev.tidings.omtp.proto.MailboxEntry.newBuilder()
                    .setMailboxSeq(entry.mailboxSeq())
                    .setConversationID(entry.conversation().value())
                    .setMessage(Payloads.message(entry.message())));
        }
        long last = entries.isEmpty()
                ? Math.max(0, wanted.getFrom() - 1)
                : entries.get(entries.size() - 1).mailboxSeq();
        return answer.setIsEnd(last >= newest).build().toByteString();
    }
}
