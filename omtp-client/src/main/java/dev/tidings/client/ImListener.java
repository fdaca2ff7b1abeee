package dev.tidings.client;

import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;

/** What arrives without being asked for. Called on a network thread, in the order of arrival; must not block. */
public interface ImListener {
    /** Messages, new or not: what they mean for the client's state is the listener's affair. */
    default void onPush(PushMessages messages) {}

    /** Another login took this one's place; the server is about to close the connection. */
    default void onKicked() {}

    /** Online states of users subscribed to. */
    default void onOnlineStates(SubUserOnlineStatusTips states) {}

    /** The connection is gone; nothing follows. */
    default void onClosed(Closed closed) {}
}
