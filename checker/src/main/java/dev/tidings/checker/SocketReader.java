package dev.tidings.checker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.client.ImClient;
import dev.tidings.client.RefusedException;
import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.MailboxEntry;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** Reads the final state over a socket of the user: what SDKs see. */
public final class SocketReader {
    private static final int MAILBOX_NEWEST = 9001;
    private static final int MAILBOX_PULL = 9002;
    private static final int PAGE = 500;
    private static final int RANGE = 100;

    private final ImClient client;
    private final String user;
    private final HistoryWriter out;

    public SocketReader(ImClient client, HistoryWriter out) {
        this.client = client;
        this.user = client.login().userID();
        this.out = out;
    }

    /** Every conversation of the user, from the first seq to the newest. */
    public void conversations() {
        GetMaxSeqResp newest = client.newestSeqs().join();
        new TreeMap<>(newest.getMaxSeqsMap())
                .forEach((conversation, max) ->
                        conversation(conversation, Math.max(1, newest.getMinSeqsOrDefault(conversation, 1)), max));
    }

    private void conversation(String conversation, long min, long max) {
        out.event("TIER_BEGIN")
                .with("tier", "conversation")
                .with("conversation", conversation)
                .with("user", user)
                .with("seq", min)
                .end();
        for (long from = min; from <= max; from += RANGE) {
            long since = System.nanoTime();
            long to = Math.min(max, from + RANGE - 1);
            SeqRange range = SeqRange.newBuilder()
                    .setConversationID(conversation)
                    .setBegin(from)
                    .setEnd(to)
                    .setNum(to - from + 1)
                    .build();
            PullMessageBySeqsResp pulled =
                    client.pullRanges(List.of(range), PullOrder.PullOrderAsc).join();
            PullMsgs none = PullMsgs.getDefaultInstance();
            for (PullMsgs each : List.of(
                    pulled.getMsgsOrDefault(conversation, none),
                    pulled.getNotificationMsgsOrDefault(conversation, none))) {
                for (MsgData message : each.getMsgsList()) {
                    if (!message.getClientMsgID().isEmpty()) {
                        message(cell("conversation", since).with("conversation", conversation), message);
                    }
                }
            }
        }
        out.event("TIER_END")
                .with("tier", "conversation")
                .with("conversation", conversation)
                .with("user", user)
                .with("seq", max)
                .end();
    }

    /** The user's mailbox, if the server has such a thing. */
    public boolean mailbox() {
        try {
            long newest = MailboxNewestResp.parseFrom(
                            client.request(MAILBOX_NEWEST, ByteString.EMPTY).join())
                    .getNewest();
            long next = 1;
            while (next <= newest) {
                long since = System.nanoTime();
                MailboxPullReq wanted = MailboxPullReq.newBuilder()
                        .setFrom(next)
                        .setTo(newest)
                        .setLimit(PAGE)
                        .build();
                MailboxPullResp page = MailboxPullResp.parseFrom(
                        client.request(MAILBOX_PULL, wanted.toByteString()).join());
                for (MailboxEntry entry : page.getEntriesList()) {
                    next = Math.max(next, entry.getMailboxSeq() + 1);
                    message(
                            cell("mailbox", since)
                                    .with("owner", user)
                                    .with("mailboxSeq", entry.getMailboxSeq())
                                    .with("conversation", entry.getConversationID()),
                            entry.getMessage());
                }
                if (page.getEntriesCount() == 0) {
                    break;
                }
            }
            out.event("TIER_END")
                    .with("tier", "mailbox")
                    .with("owner", user)
                    .with("user", user)
                    .with("seq", newest)
                    .end();
            return true;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the answer is no mailbox", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedException) {
                return false;
            }
            throw e;
        }
    }

    private HistoryWriter.Event cell(String tier, long since) {
        return out.event("CELL").with("tier", tier).with("since", since).with("user", user);
    }

    private static void message(HistoryWriter.Event cell, MsgData message) {
        cell.with("seq", message.getSeq())
                .with("sender", message.getSendID())
                .with("clientMsgID", message.getClientMsgID())
                .with("serverMsgID", message.getServerMsgID())
                .with("crc", HistoryWriter.crc(message.getContent().toByteArray()))
                .end();
    }
}
