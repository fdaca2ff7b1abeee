package dev.tidings.offline;

import dev.tidings.message.MessageId;

/**
 * That something was done about a message, for one of those it is for.
 *
 * @param whom a device or a user, as whoever marks it names them: at most 128 characters without secrets
 */
public record PushMark(MessageId message, String whom) {}
