package dev.tidings.reconcile;

import dev.tidings.queue.Backlog;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the stores can differ in. The names are for operators: they look them up in docs/operations.md. */
public enum Difference {
    /** In the full history and in no conversation. */
    MESSAGE_MISSING(Backlog.Consumer.TRANSFER),
    /** In its conversation and not in the mailbox of somebody who takes part. */
    ENTRY_MISSING(Backlog.Consumer.TRANSFER),
    /** A mailbox's entry leads to where its message is not. */
    ENTRY_ASTRAY(null),
    /** Seqs of a series with something stored above them and nothing at them. */
    HOLE(Backlog.Consumer.TRANSFER),
    /** A series ends above what readers are told is its newest. */
    NEWEST_BEHIND(Backlog.Consumer.TRANSFER),
    /** Readers are told of a newest above the end of a series. */
    NEWEST_AHEAD(null),
    /** In its conversation and not in the full history. */
    ROW_MISSING(Backlog.Consumer.HISTORY),
    /** In the full history, although its sender switched that off. */
    ROW_EXTRA(null),
    /** The full history and the conversation have different bodies. */
    ROW_DIFFERS(null),
    /** Somebody takes part in a conversation and may not read it. */
    MEMBER_MISSING(null),
    /** A read position above the newest of its conversation. */
    READ_AHEAD(null),
    /** A revocation was begun and not completed: its requester was told 1802 and did not repeat it. */
    REVOCATION_UNFINISHED(null),
    /** Revoked, and nobody was told. */
    REVOCATION_UNTOLD(Backlog.Consumer.TRANSFER),
    /** Revoked in its conversation, while the full history has the original. */
    ROW_NOT_REPLACED(null),
    /** Revoked in the full history, while its conversation has the original. */
    MESSAGE_NOT_REPLACED(null),
    /** What is stored is no message. */
    UNREADABLE(null);

    private final Backlog.@Nullable Consumer consumer;

    Difference(Backlog.@Nullable Consumer consumer) {
        this.consumer = consumer;
    }

    /** Who makes it go away by himself, once he gets to it. */
    Optional<Backlog.Consumer> consumer() {
        return Optional.ofNullable(consumer);
    }
}
