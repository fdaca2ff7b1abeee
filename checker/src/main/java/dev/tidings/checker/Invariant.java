package dev.tidings.checker;

/** What must hold, whatever was killed, cut or emptied. */
public enum Invariant {
    NO_ACKED_LOSS("an acked message is in its conversation, in every participant's mailbox and in the full history"),
    NO_PHANTOM("what is stored or delivered was sent, with that body, and not definitely refused"),
    EXACTLY_ONCE("a (sender, clientMsgID) has one place in each series, one row, one serverMsgID"),
    GAP_FREE("the seqs of a conversation and of a mailbox are 1 to the newest, one entry each"),
    STABLE_CELL("a seq never names another message later"),
    MONOTONE_MAX("newest never goes back, and what is at or below it can be pulled"),
    REAL_TIME_ORDER("what was acked before another was sent comes before it; a connection's order is kept"),
    SAME_ORDER("all participants see a conversation in one order"),
    PUSH_IS_PULL("what was pushed under a seq is what a pull of it returns"),
    CONVERGENCE("after the last fault every connected device has everything in time"),
    READ_MONOTONE("a read position never goes back"),
    REVOKE_FINAL("after an acked revoke nobody is served the original body"),
    HOOK_BEFORE("a refused message is nowhere, a rewritten one only as rewritten, and none gets past the hook"),
    HOOK_AFTER("every accepted message leads to an after-event with one stable id"),
    TIER_EQUALITY("conversations, mailboxes and the full history tell the same"),
    AUTHZ("nobody reads, sends or changes what is not theirs; a revoked token closes the socket"),
    BOUNDED("every send is answered, and nothing unexplained is left in the queues");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /** What must hold, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** The name as documents have it, such as {@code GAP-FREE}. */
    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
