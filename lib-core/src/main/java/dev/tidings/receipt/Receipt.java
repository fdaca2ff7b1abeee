package dev.tidings.receipt;

import dev.tidings.message.ConversationId;

/** What a sender was told, or is about to be told: when the message was accepted, and for which conversation. */
public record Receipt(ConversationId conversation, long sendTime) {}
