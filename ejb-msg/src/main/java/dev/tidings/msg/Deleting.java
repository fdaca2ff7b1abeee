package dev.tidings.msg;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.History;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.Replacement;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Deletes messages. For a user alone nothing that others read is touched: it is remembered what he does not want to see. For
 * everybody the body is replaced, as by a revocation. Either way the seq stays where it is, devices are told last, and whoever
 * repeats a request completes what was cut off.
 */
@Dependent
class Deleting {
    /** A notification with their ids stays well within what a message may have. */
    private static final int CLEARED_TOLD = 100;

    private final Seqs seqs;
    private final Mailboxes mailboxes;
    private final Memberships memberships;
    private final History history;
    private final Notifying notifying;

    @Inject
    Deleting(Seqs seqs, Mailboxes mailboxes, Memberships memberships, History history, Notifying notifying) {
        this.seqs = seqs;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
        this.history = history;
        this.notifying = notifying;
    }

    /** See {@link InboxService#delete}. */
    void delete(
            UserId user, ConversationId conversation, Collection<Long> wanted, DeleteSync sync, String operationId) {
        requireChat(conversation);
        Membership membership = memberships
                .find(user, conversation)
                .orElseThrow(() -> new ImException(ErrorCode.NO_PERMISSION, "not a conversation of this user"));
        long max = membership.visibleMax(seqs.newest(Series.of(conversation)));
        if (wanted.stream().anyMatch(seq -> seq < 1 || seq > max)) {
            throw new ImException(ErrorCode.ARGS, "a seq is not between 1 and " + max);
        }
        Optional<UserId> other = other(user, conversation, sync);
        memberships.hide(user, conversation, wanted);
        other.ifPresent(it -> memberships.hide(it, conversation, wanted));
        if (sync.ownDevices() || other.isPresent()) {
            Acks.await(notifying.deleted(user, other.orElse(user), conversation, wanted, operationId));
        }
    }

    /** See {@link InboxService#clear}. */
    void clear(UserId user, Collection<ConversationId> wanted, DeleteSync sync, String operationId) {
        wanted.forEach(Deleting::requireChat);
        Map<ConversationId, Membership> mine = memberships.find(user, wanted);
        Map<ConversationId, Long> upTo = upTo(mine.values());
        memberships.clear(user, upTo);
        for (ConversationId conversation : upTo.keySet()) {
            Optional<UserId> other = other(user, conversation, sync);
            if (other.isPresent()) {
                memberships.clear(other.get(), Map.of(conversation, upTo.get(conversation)));
                Acks.await(notifying.cleared(user, other.get(), List.of(conversation), operationId));
            }
        }
        if (sync.ownDevices() && !sync.others()) {
            tellOwnDevices(user, List.copyOf(upTo.keySet()), operationId);
        }
    }

    /** See {@link InboxService#clearAll}. */
    void clearAll(UserId user, DeleteSync sync, String operationId) {
        clear(
                user,
                memberships.of(user).stream()
                        .map(Membership::conversation)
                        .filter(it -> !it.isNotification())
                        .toList(),
                sync,
                operationId);
    }

    private Map<ConversationId, Long> upTo(Collection<Membership> mine) {
        Map<Series, Long> newest = mine.isEmpty()
                ? Map.of()
                : seqs.newest(
                        mine.stream().map(it -> Series.of(it.conversation())).collect(Collectors.toSet()));
        Map<ConversationId, Long> upTo = new LinkedHashMap<>();
        for (Membership membership : mine) {
            long max = membership.visibleMax(newest.getOrDefault(Series.of(membership.conversation()), 0L));
            if (max > 0) {
                upTo.put(membership.conversation(), max);
            }
        }
        return upTo;
    }

    private void tellOwnDevices(UserId user, List<ConversationId> cleared, String operationId) {
        List<CompletionStage<Sent>> told = new ArrayList<>();
        for (List<ConversationId> some : Chunks.of(cleared, CLEARED_TOLD)) {
            told.add(notifying.cleared(user, user, some, operationId));
        }
        told.forEach(Acks::await);
    }

    private static Optional<UserId> other(UserId user, ConversationId conversation, DeleteSync sync) {
        if (!sync.others()) {
            return Optional.empty();
        }
        return Optional.of(Peers.peer(conversation, user)
                .orElseThrow(() -> new ImException(ErrorCode.ARGS, "isSyncOther is for conversations of two")));
    }

    private static void requireChat(ConversationId conversation) {
        if (conversation.isNotification()) {
            throw new ImException(
                    ErrorCode.ARGS, "conversationID names a notification stream, nothing in it is deleted");
        }
    }

    /** See {@link MessageService#erase}. */
    void erase(ConversationId conversation, Collection<Long> wanted, String operationId) {
        requireChat(conversation);
        for (StoredMessage stored : mailboxes.at(conversation, wanted)) {
            erase(conversation, stored, operationId);
        }
    }

    private void erase(ConversationId conversation, StoredMessage stored, String operationId) {
        Message erased = StoredBody.replaced(stored, erased(StoredBody.decode(stored)), conversation, operationId);
        // Empty if it is moved to another seq just now, while counters are rebuilt: whoever names it there erases it.
        Optional<Replacement> replacement = mailboxes.replace(erased, stored.seq());
        replacement
                .filter(it -> !it.announced() && isErased(it.message()))
                .ifPresent(it -> finish(conversation, it.message(), operationId));
    }

    /** Whether this is what stands in the place of an erased message. */
    static boolean isErased(StoredMessage message) {
        return StoredBody.decode(message).getStatus() == MessageStatus.HAS_DELETED.number();
    }

    /** Completes what follows once the conversation has the replacement. Repeating it is harmless. */
    void finish(ConversationId conversation, StoredMessage replacement, String operationId) {
        Message message = StoredBody.replaced(replacement, StoredBody.decode(replacement), conversation, operationId);
        if (message.options().has(Option.PERSISTENT)) {
            history.replace(message);
        }
        UserId peer = message.receivers().isEmpty()
                ? message.sender()
                : message.receivers().get(0);
        Acks.await(notifying.deleted(message.sender(), peer, conversation, List.of(replacement.seq()), operationId));
        mailboxes.announced(conversation, replacement.seq());
    }

    /** The same ids, times, sender and receiver, and nothing that says what it said. */
    private static MsgData erased(MsgData original) {
        return original.toBuilder()
                .setStatus(MessageStatus.HAS_DELETED.number())
                .clearContent()
                .clearOfflinePushInfo()
                .clearAtUserIDList()
                .clearAttachedInfo()
                .clearEx()
                .build();
    }
}
