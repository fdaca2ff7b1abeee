package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.History;
import dev.tidings.hook.AfterHooks;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.Replacement;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Takes messages back: the mailboxes stop serving the original, then the full history does, then everybody is told,
 * the business server too, and only then is it done. Each step can be repeated, and whoever repeats the request goes on where it was cut off; see ADR
 * 17 for why it is this order.
 */
@Dependent
class Revoking {
    private final Seqs seqs;
    private final Mailboxes mailboxes;
    private final Memberships memberships;
    private final History history;
    private final Users users;
    private final Notifying notifying;
    private final AfterHooks hooks;
    private final Clock clock;
    private final Duration window;

    /** @param window how long after sending users may revoke; zero for ever */
    @Inject
    Revoking(
            Seqs seqs,
            Mailboxes mailboxes,
            Memberships memberships,
            History history,
            Users users,
            Notifying notifying,
            AfterHooks hooks,
            Clock clock,
            @ConfigProperty(name = "im.revoke.window") Duration window) {
        this.seqs = seqs;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
        this.history = history;
        this.users = users;
        this.notifying = notifying;
        this.hooks = hooks;
        this.clock = clock;
        this.window = window;
    }

    /** Revokes a message; see {@link MessageService#revoke}. */
    void revoke(Revocation revocation) {
        StoredMessage stored = find(revocation);
        MsgData data = StoredBody.decode(stored);
        requirePermission(revocation, data);
        Replacement replacement = mailboxes
                .replace(
                        StoredBody.replaced(
                                stored,
                                RevokedMessage.of(data, stored.seq(), trace(revocation, data)),
                                revocation.conversation(),
                                revocation.operationId()),
                        stored.seq())
                .orElseThrow(() -> new ImException(ErrorCode.UNAVAILABLE, "the message is being moved, try again"));
        if (replacement.announced()) {
            throw new ImException(ErrorCode.MSG_ALREADY_REVOKE, "the message is revoked already");
        }
        finish(revocation.conversation(), replacement.message(), revocation.revoker(), revocation.operationId());
    }

    /**
     * Completes a revocation that was cut off, or whose effects were lost: in the name of whoever the replacement names.
     * Repeating it is harmless.
     */
    void finish(ConversationId conversation, StoredMessage replacement, String operationId) {
        String revoker = RevokedMessage.tips(StoredBody.decode(replacement), conversation)
                .getString("revokerUserID");
        finish(conversation, replacement, new UserId(revoker), operationId);
    }

    private void finish(ConversationId conversation, StoredMessage replacement, UserId revoker, String operationId) {
        MsgData revoked = StoredBody.decode(replacement);
        Message message = StoredBody.replaced(replacement, revoked, conversation, operationId);
        if (message.options().has(Option.PERSISTENT)) {
            history.replace(message);
        }
        Acks.await(notifying.revoked(message, RevokedMessage.tips(revoked, conversation), operationId));
        hooks.revoked(conversation, replacement.seq(), revoker, operationId);
        mailboxes.announced(conversation, replacement.seq());
    }

    private StoredMessage find(Revocation revocation) {
        if (revocation.conversation().isNotification()) {
            throw new ImException(
                    ErrorCode.ARGS, "conversationID names a notification stream, nothing in it is revoked");
        }
        // Who is not in it makes nobody count a conversation that may not exist.
        Optional<Membership> membership = revocation.byAdmin()
                ? Optional.empty()
                : Optional.of(memberships
                        .find(revocation.revoker(), revocation.conversation())
                        .orElseThrow(
                                () -> new ImException(ErrorCode.NO_PERMISSION, "not a conversation of this user")));
        long all = seqs.newest(Series.of(revocation.conversation()));
        long newest = membership.map(it -> it.visibleMax(all)).orElse(all);
        List<StoredMessage> found = revocation.seq() > newest
                ? List.of()
                : mailboxes.at(revocation.conversation(), List.of(revocation.seq()));
        if (found.isEmpty()) {
            throw new ImException(ErrorCode.RECORD_NOT_FOUND, "there is no message with this seq");
        }
        return found.get(0);
    }

    private void requirePermission(Revocation revocation, MsgData data) {
        if (revocation.byAdmin()) {
            return;
        }
        if (!data.getSendID().equals(revocation.revoker().value())) {
            throw new ImException(ErrorCode.NO_PERMISSION, "only who sent a message may revoke it");
        }
        boolean isDone = data.getContentType() == ContentType.REVOKE_NOTIFICATION.number();
        boolean isLate = !window.isZero() && clock.millis() - data.getSendTime() > window.toMillis();
        if (isLate && !isDone) {
            throw new ImException(
                    ErrorCode.NO_PERMISSION, "a message can be revoked for " + window + " after it was sent");
        }
    }

    /** An admin who is no user has no profile, and SDKs keep a message whose revoker they do not find: then it is the sender. */
    private RevokedMessage.Trace trace(Revocation revocation, MsgData data) {
        Optional<User> revoker =
                users.find(List.of(revocation.revoker())).stream().findFirst();
        Optional<User> known = revoker.isPresent()
                ? revoker
                : users.find(List.of(new UserId(data.getSendID()))).stream().findFirst();
        return new RevokedMessage.Trace(
                known.map(it -> it.id().value()).orElse(data.getSendID()),
                known.map(User::nickname).orElse(data.getSenderNickname()),
                clock.millis(),
                revocation.byAdmin());
    }
}
