package dev.tidings.message;

/** What a sender can switch off for one message. The wire key is missing or true unless it is switched off. */
public enum Option {
    /** Gets seqs and is kept in the mailboxes; off: pushed once to who is online, with seq 0. */
    HISTORY(1 << 0, "history"),
    /** Kept in the full history. */
    PERSISTENT(1 << 1, "persistent"),
    /** Tells a push provider about receivers who are offline. */
    OFFLINE_PUSH(1 << 2, "offlinePush"),
    /** Counts as unread at the receiver. */
    UNREAD_COUNT(1 << 3, "unreadCount"),
    CONVERSATION_UPDATE(1 << 4, "conversationUpdate"),
    /** Reaches the sender's own devices too. */
    SENDER_SYNC(1 << 5, "senderSync"),
    NOT_PRIVATE(1 << 6, "notPrivate"),
    SENDER_CONVERSATION_UPDATE(1 << 7, "senderConversationUpdate"),
    /** Off: it is a notification and belongs to the {@code n_} stream. */
    IS_NOT_NOTIFICATION(1 << 8, "isNotNotification");

    private final int bit;
    private final String key;

    Option(int bit, String key) {
        this.bit = bit;
        this.key = key;
    }

    /** Its bit in {@link Options#off}, which travels through the queue: never reused. */
    int bit() {
        return bit;
    }

    /** The key in the protocol's {@code options} map. */
    public String key() {
        return key;
    }
}
