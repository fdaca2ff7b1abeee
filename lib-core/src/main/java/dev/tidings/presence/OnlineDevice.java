package dev.tidings.presence;

/**
 * One open socket of a user.
 *
 * @param platformId 1 to 11
 * @param connectionId tells it from every other socket
 * @param background whether the app said that it is in the background
 */
public record OnlineDevice(int platformId, String connectionId, boolean background) {}
