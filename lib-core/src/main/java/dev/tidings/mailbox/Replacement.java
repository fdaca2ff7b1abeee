package dev.tidings.mailbox;

/**
 * A message that reads differently than it was sent.
 *
 * @param message as it reads now
 * @param announced everybody has been told; until then whoever replaced it may not have got that far
 */
public record Replacement(StoredMessage message, boolean announced) {}
