package dev.tidings.reconcile;

/**
 * A difference, for an operator.
 *
 * @param where the conversation, or {@code u:} and the user whose mailbox it is
 * @param from the first seq that it is about, there
 * @param to the last
 * @param about the message's id or the member's; empty if it is about seqs alone
 * @param mended whether it is mended, or is about to be by the queue
 * @param done what was done, or why nothing could be; empty if nothing was wanted
 */
public record Finding(
        Difference difference, String where, long from, long to, String about, boolean mended, String done) {

    static Finding of(Found found, Outcome outcome) {
        String key = found.series().key();
        return new Finding(
                found.what(),
                key.startsWith("c:") ? key.substring(2) : key,
                found.from(),
                found.to(),
                found.about(),
                outcome.mended(),
                outcome.done());
    }

    /** What came of mending. */
    record Outcome(boolean mended, String done) {
        static final Outcome UNWANTED = new Outcome(false, "");

        static Outcome mended(String done) {
            return new Outcome(true, done);
        }

        static Outcome left(String why) {
            return new Outcome(false, why);
        }
    }
}
