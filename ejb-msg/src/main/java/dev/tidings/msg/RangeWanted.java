package dev.tidings.msg;

import dev.tidings.message.ConversationId;

/**
 * A range of a conversation that a client asks for.
 *
 * @param begin first seq, inclusive
 * @param end last seq, inclusive
 * @param limit at most this many, the newest of the range; 0 or less for the server's own limit
 */
public record RangeWanted(ConversationId conversation, long begin, long end, long limit) {}
