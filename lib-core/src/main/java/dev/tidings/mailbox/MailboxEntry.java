package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;

/**
 * One entry of a mailbox with its message.
 *
 * @param mailboxSeq its place in the mailbox, 1 or more
 */
public record MailboxEntry(long mailboxSeq, ConversationId conversation, StoredMessage message) {}
