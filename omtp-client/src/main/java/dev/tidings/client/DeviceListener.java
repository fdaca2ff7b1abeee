package dev.tidings.client;

import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;

/** What a device tells its app. Called on a network thread; must not block. */
public interface DeviceListener {
    /** A message, in the order of its conversation, each once; seq 0 for one that has no place (typing and the like). */
    default void onMessage(String conversationID, MsgData message) {}

    /** Connected and in step: everything that was newest at the connect has been delivered. */
    default void onSynced() {}

    /** Online states of users subscribed to. */
    default void onOnlineStates(SubUserOnlineStatusTips states) {}

    /** The device gave up for good: kicked, or its token is not accepted. */
    default void onStopped(String reason) {}
}
