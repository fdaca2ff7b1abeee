package dev.tidings.msg;

import dev.tidings.fault.CrashPoint;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageFrom;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.receipt.Receipt;
import dev.tidings.receipt.Receipts;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accepts a draft: rules, stamp, the business server's word, receipt, queue. What comes out of it is encoded once and never changed again. */
@Dependent
class Sending {
    private static final System.Logger LOG = System.getLogger(Sending.class.getName());

    private final Users users;
    private final Receipts receipts;
    private final AcceptedQueue accepted;
    private final SendTimes times;
    private final Screening screening;
    private final SenderLines lines;

    @Inject
    Sending(
            Users users,
            Receipts receipts,
            AcceptedQueue accepted,
            SendTimes times,
            Screening screening,
            SenderLines lines) {
        this.users = users;
        this.receipts = receipts;
        this.accepted = accepted;
        this.times = times;
        this.screening = screening;
        this.lines = lines;
    }

    /**
     * Sends a draft; see {@link MessageService#send}.
     */
    CompletionStage<Sent> send(Draft draft) {
        Cleared cleared = clear(draft.with(stamped(draft)));
        if (screening.concerns(cleared)) {
            return lines.join(draft.sender(), screening.screen(cleared, this::clear), this::put);
        }
        return lines.isWaiting(draft.sender())
                ? lines.join(draft.sender(), CompletableFuture.completedFuture(cleared), this::put)
                : put(cleared);
    }

    private Cleared clear(Draft draft) {
        SendRules.check(draft);
        UserId receiver = SendRules.receiver(draft);
        ConversationId conversation = SendRules.conversation(draft, receiver);
        requireUser(receiver);
        return new Cleared(draft, conversation, SendRules.receivers(draft.sender(), receiver));
    }

    private void requireUser(UserId receiver) {
        if (!users.existing(List.of(receiver)).contains(receiver)) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "there is no user " + receiver);
        }
    }

    /** Stamps and queues what the server itself has to say. */
    CompletionStage<Sent> put(Draft draft, ConversationId conversation, List<UserId> receivers) {
        return put(new Cleared(draft.with(stamped(draft)), conversation, receivers));
    }

    /** Everything that the server decides but the time of sending, which is that of being queued. */
    private static MsgData stamped(Draft draft) {
        return draft.data().toBuilder()
                .setServerMsgID(MessageId.of(draft.sender(), draft.data().getClientMsgID())
                        .value())
                .setStatus(MessageStatus.SEND_SUCCESS.number())
                .setMsgFrom(
                        draft.origin() == Draft.Origin.CLIENT ? MessageFrom.USER.number() : MessageFrom.SYSTEM.number())
                .setSeq(0)
                .setIsRead(false)
                .setUnknownFields(com.google.protobuf.UnknownFieldSet.getDefaultInstance())
                .build();
    }

    private CompletionStage<Sent> put(Cleared cleared) {
        MessageId id = new MessageId(cleared.draft().data().getServerMsgID());
        Options options = Options.of(cleared.draft().data().getOptionsMap());
        Receipt fresh = new Receipt(cleared.conversation(), sendTime(cleared));
        return options.has(Option.HISTORY)
                ? receipt(id, fresh).thenCompose(first -> put(cleared, id, options, first))
                : put(cleared, id, options, fresh);
    }

    private long sendTime(Cleared cleared) {
        long given = cleared.draft().data().getSendTime();
        return cleared.draft().origin() == Draft.Origin.BUSINESS_SERVER && given > 0
                ? given
                : times.next(cleared.conversation());
    }

    /** The mailboxes know a retry without receipts all the same; only its answer may name another time of sending. */
    private CompletionStage<Receipt> receipt(MessageId id, Receipt fresh) {
        return receipts.first(id, fresh).exceptionally(failure -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-1102 receipts are not available, a retry may get another sendTime",
                    failure);
            return fresh;
        });
    }

    private CompletionStage<Sent> put(Cleared cleared, MessageId id, Options options, Receipt receipt) {
        if (!receipt.conversation().equals(cleared.conversation())) {
            throw new ImException(
                    ErrorCode.DUPLICATE_KEY, "clientMsgID was used for a message in another conversation");
        }
        Draft draft = cleared.draft();
        MsgData stamped =
                draft.data().toBuilder().setSendTime(receipt.sendTime()).build();
        Message message = new Message(
                id,
                cleared.conversation(),
                draft.sender(),
                cleared.receivers(),
                stamped.getContentType(),
                options,
                receipt.sendTime(),
                draft.operationId(),
                stamped.toByteString());
        CrashPoint.BEFORE_PUT.reach();
        return accepted.put(message).thenApply(onDisk -> {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "accepted operationID=" + draft.operationId() + " serverMsgID=" + id + " conversation="
                            + cleared.conversation());
            return new Sent(id, stamped.getClientMsgID(), receipt.sendTime());
        });
    }
}
