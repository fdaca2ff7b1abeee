package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/** That a user has read a conversation up to a seq. */
public record ReadMark(UserId user, ConversationId conversation, long seq) {}
