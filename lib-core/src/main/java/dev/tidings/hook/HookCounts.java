package dev.tidings.hook;

/** Counts what became of calls, for whoever watches over the server. */
interface HookCounts {
    /** @param outcome {@code ok}, {@code refused}, or a {@link HookFailure.Reason} in lower case */
    void count(Hook hook, String outcome);
}
