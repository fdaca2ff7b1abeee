package dev.tidings.msg;

/**
 * Whom a deletion is for beside the device that asks.
 *
 * @param ownDevices whether the user's other devices are told to drop what they have of it
 * @param others whether it is deleted for the other side of the conversation as well
 */
public record DeleteSync(boolean ownDevices, boolean others) {}
