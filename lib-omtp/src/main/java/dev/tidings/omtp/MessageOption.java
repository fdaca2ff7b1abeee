package dev.tidings.omtp;

import java.util.Map;

/** Keys of a message's {@code options}. A key that is missing means true. */
public enum MessageOption {
    /** False: no seq and no mailbox, only a push to whoever is online. */
    HISTORY("history"),
    /** False: not in the full history. */
    PERSISTENT("persistent"),
    /** False: no offline notification. */
    OFFLINE_PUSH("offlinePush"),
    /** False: does not count as unread. */
    UNREAD_COUNT("unreadCount"),
    /** False: does not become the receiver's newest message of the conversation. */
    CONVERSATION_UPDATE("conversationUpdate"),
    /** False: not pushed back to the sender's devices. */
    SENDER_SYNC("senderSync"),
    /** False: to be deleted at the receiver once read. */
    NOT_PRIVATE("notPrivate"),
    /** False: does not become the sender's newest message of the conversation. */
    SENDER_CONVERSATION_UPDATE("senderConversationUpdate"),
    /** False: a notification, which belongs to the conversation's notification stream. */
    IS_NOT_NOTIFICATION("isNotNotification"),
    /** True: a notification that is shown as a message. */
    IS_SEND_MSG("isSendMsg"),
    REACTION_FROM_CACHE("reactionFromCache"),
    /** False: no offline notification to the sender's other devices. */
    SENDER_NOTIFICATION_PUSH("senderNotificationPush");

    private final String key;

    MessageOption(String key) {
        this.key = key;
    }

    /** The key as it stands in the map. */
    public String key() {
        return key;
    }

    /** What these options say, with the default for what they do not. */
    public boolean in(Map<String, Boolean> options) {
        return options.getOrDefault(key, true);
    }
}
