package dev.tidings.message;

/** What a sender can switch off for one message. The wire key is missing or true unless it is switched off. */
public enum Option {
    /** Gets seqs and is kept in the mailboxes; off: pushed once to who is online, with seq 0. */
    HISTORY("history"),
    /** Kept in the full history. */
    PERSISTENT("persistent"),
    /** Tells a push provider about receivers who are offline. */
    OFFLINE_PUSH("offlinePush"),
    /** Counts as unread at the receiver. */
    UNREAD_COUNT("unreadCount"),
    CONVERSATION_UPDATE("conversationUpdate"),
    /** Reaches the sender's own devices too. */
    SENDER_SYNC("senderSync"),
    NOT_PRIVATE("notPrivate"),
    SENDER_CONVERSATION_UPDATE("senderConversationUpdate"),
    /** Off: it is a notification and belongs to the {@code n_} stream. */
    IS_NOT_NOTIFICATION("isNotNotification");

    private final String key;

    Option(String key) {
        this.key = key;
    }

    /** The key in the protocol's {@code options} map. */
    public String key() {
        return key;
    }
}
