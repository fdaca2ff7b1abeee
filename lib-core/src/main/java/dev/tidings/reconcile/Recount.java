package dev.tidings.reconcile;

/**
 * What came of counting a series anew.
 *
 * @param where the conversation, or {@code u:} and the user whose mailbox it is
 * @param before its newest until then
 * @param after its newest now
 * @param held it was left as it was, because something below its newest is missing and its newest would have gone back
 */
public record Recount(String where, long before, long after, boolean held) {}
