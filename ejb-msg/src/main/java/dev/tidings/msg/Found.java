package dev.tidings.msg;

import dev.tidings.history.HistoryEntry;

/**
 * A message that a search found.
 *
 * @param seq in its conversation; 0 for one that has none, or that nobody can pull yet
 */
public record Found(HistoryEntry entry, long seq) {}
