package dev.tidings.hook;

/**
 * An event that was given up. What it says is not shown: it may be a message.
 *
 * @param id of the event; empty for what could not be read
 * @param hook its name in the configuration; empty for what could not be read
 * @param buriedAt ms since epoch
 */
public record DeadEvent(String id, String hook, String order, int attempts, String reason, long buriedAt) {}
