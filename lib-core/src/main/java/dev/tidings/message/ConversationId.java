package dev.tidings.message;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;

/**
 * The name of a conversation on the wire: {@code si_<a>_<b>} for two users (sorted as strings), {@code sg_<group>} for a
 * group, {@code sn_<a>_<b>} for a notification account's chat, {@code n_…} for the notification stream beside each.
 * At most 192 characters, of the kind a {@link UserId} may have.
 */
public record ConversationId(String value) {
    public static final int MAX_LENGTH = 192;

    /** @throws ImException {@code ARGS} if no conversation can have this name */
    public ConversationId {
        if (value.length() > MAX_LENGTH
                || !hasKnownPrefix(value)
                || value.indexOf('/') >= 0
                || value.indexOf('|') >= 0) {
            throw new ImException(ErrorCode.ARGS, "a conversationID starts with si_, sg_, sn_ or n_");
        }
    }

    /** The conversation of two users, the same whoever asks. */
    public static ConversationId single(UserId a, UserId b) {
        return new ConversationId("si_" + pair(a, b));
    }

    /** What the server notifies two users of; {@code a} may equal {@code b} for a user's own devices. */
    public static ConversationId notification(UserId a, UserId b) {
        return new ConversationId("n_" + pair(a, b));
    }

    /** The chat of a user with a notification account. */
    public static ConversationId notificationChat(UserId a, UserId b) {
        return new ConversationId("sn_" + pair(a, b));
    }

    private static String pair(UserId a, UserId b) {
        return a.compareTo(b) <= 0 ? a + "_" + b : b + "_" + a;
    }

    private static boolean hasKnownPrefix(String value) {
        return value.startsWith("si_") || value.startsWith("sg_") || value.startsWith("sn_") || value.startsWith("n_");
    }

    /** Whether this is a stream of server notifications, which SDKs pull whole and show nowhere as a chat. */
    public boolean isNotification() {
        return value.startsWith("n_");
    }

    /** The lane of this conversation: messages of one lane are processed one after the other. */
    public int lane(int lanes) {
        return Lane.of(value, lanes);
    }

    @Override
    public String toString() {
        return value;
    }
}
