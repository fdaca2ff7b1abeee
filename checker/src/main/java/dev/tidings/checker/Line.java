package dev.tidings.checker;

/**
 * One event of a history. Texts that are missing are empty, numbers 0. See the README for what each kind has.
 *
 * @param number of the line, counted from 1 through all files
 * @param t monotonic nanoseconds; comparable among lines of one {@code clock}
 * @param since when what this answers was asked, on the same clock; 0 if not known
 * @param sender of a message that arrived or was read
 * @param crc of a message's content
 * @param off options of a send that are switched off, separated by spaces
 * @param tier of a final read: conversation, mailbox or history
 * @param owner whose mailbox it is
 */
record Line(
        int number,
        long t,
        long since,
        String clock,
        String client,
        String user,
        int platform,
        Kind kind,
        String conversation,
        long seq,
        long mailboxSeq,
        String clientMsgID,
        String serverMsgID,
        String sender,
        long crc,
        String outcome,
        String off,
        String tier,
        String owner,
        String detail) {

    boolean isOk() {
        return outcome.isEmpty() || outcome.equals("OK");
    }

    boolean isFailed() {
        return outcome.equals("FAILED");
    }

    /** When what this line tells was asked for, or when it was told if that is all there is. */
    long asked() {
        return since == 0 ? t : since;
    }

    boolean isOff(String option) {
        return !off.isEmpty() && (" " + off + " ").contains(" " + option + " ");
    }
}
