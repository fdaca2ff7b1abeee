package dev.tidings.msg;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/**
 * Which message is to be revoked, and by whom.
 *
 * @param revoker in whose name; established by the gateway
 * @param byAdmin the business server asks: it may revoke everything, at any time
 * @param seq of the message in its conversation
 * @param operationId trace id of the request
 */
public record Revocation(UserId revoker, boolean byAdmin, ConversationId conversation, long seq, String operationId) {}
