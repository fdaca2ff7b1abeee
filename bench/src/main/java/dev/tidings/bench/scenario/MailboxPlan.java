package dev.tidings.bench.scenario;

import dev.tidings.bench.Texts;
import dev.tidings.client.Compose;
import dev.tidings.client.Login;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A big mailbox by its numbers: which message is at which place of it. The owner talks with {@value #PEERS} others, a message with
 * each in turn, so that a page of it reads from as many conversations as it can; he writes every other one of a conversation.
 */
final class MailboxPlan {
    static final int PEERS = 100;

    private static final int TEXT_BYTES = 200;
    /** From one message to the next. */
    private static final long APART_MS = 1000;

    private final UserId owner;
    private final long entries;
    private final Clock clock;
    private final long end;
    private final Texts texts = new Texts(TEXT_BYTES);

    /** @param entries of the owner's mailbox */
    MailboxPlan(UserId owner, long entries, Clock clock) {
        this.owner = owner;
        this.entries = entries;
        this.clock = clock;
        this.end = clock.millis();
    }

    List<UserId> peers() {
        return IntStream.range(0, PEERS).mapToObj(this::peer).toList();
    }

    private UserId peer(int index) {
        return new UserId(owner + "p" + index);
    }

    private UserId peerAt(long mailboxSeq) {
        return peer((int) ((mailboxSeq - 1) % PEERS));
    }

    ConversationId conversationAt(long mailboxSeq) {
        return ConversationId.single(owner, peerAt(mailboxSeq));
    }

    /** The seq in the conversation, and in the mailbox of the peer, who talks with nobody else. */
    long conversationSeqAt(long mailboxSeq) {
        return (mailboxSeq - 1) / PEERS + 1;
    }

    UserId senderAt(long mailboxSeq) {
        return conversationSeqAt(mailboxSeq) % 2 == 0 ? owner : peerAt(mailboxSeq);
    }

    /** 32 hex digits, as the SDKs'. */
    String clientMsgIdAt(long mailboxSeq) {
        return String.format("%032x", mailboxSeq);
    }

    MessageId idAt(long mailboxSeq) {
        return MessageId.of(senderAt(mailboxSeq), clientMsgIdAt(mailboxSeq));
    }

    String textAt(long mailboxSeq) {
        return texts.of(mailboxSeq);
    }

    /** The message at a place of the mailbox, with all its places. */
    PlacedMessage at(long mailboxSeq) {
        UserId peer = peerAt(mailboxSeq);
        UserId sender = senderAt(mailboxSeq);
        UserId receiver = sender.equals(owner) ? peer : owner;
        MessageId id = idAt(mailboxSeq);
        long sendTime = end - (entries - mailboxSeq) * APART_MS;
        Message message = new Message(
                id,
                conversationAt(mailboxSeq),
                sender,
                List.of(receiver),
                body(mailboxSeq, sender, receiver, sendTime).getContentType(),
                Options.ALL_ON,
                sendTime,
                "",
                body(mailboxSeq, sender, receiver, sendTime).toByteString());
        Map<Series, Long> seqs = new LinkedHashMap<>();
        for (Series series : PlacedMessage.seriesOf(message)) {
            seqs.put(series, series.equals(Series.mailboxOf(owner)) ? mailboxSeq : conversationSeqAt(mailboxSeq));
        }
        return new PlacedMessage(message, new Places(id, seqs));
    }

    /** What an SDK sends, and the server makes of it. */
    private MsgData body(long mailboxSeq, UserId sender, UserId receiver, long sendTime) {
        Login login = Login.nativeApp(URI.create("ws://127.0.0.1/"), sender.value(), Platform.IOS, "");
        return new Compose(login, clock)
                .text(receiver.value(), textAt(mailboxSeq)).toBuilder()
                        .setClientMsgID(clientMsgIdAt(mailboxSeq))
                        .setServerMsgID(idAt(mailboxSeq).value())
                        .setCreateTime(sendTime)
                        .setSendTime(sendTime)
                        .setStatus(MessageStatus.SEND_SUCCESS.number())
                        .build();
    }
}
