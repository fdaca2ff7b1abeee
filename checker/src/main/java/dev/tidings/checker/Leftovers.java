package dev.tidings.checker;

/** What was left in the queues when all was over. */
final class Leftovers implements Rule {
    private final Facts facts;

    Leftovers(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        if (line.kind() == Kind.QUEUE) {
            facts.judge(Invariant.BOUNDED);
            if (line.seq() > 0) {
                facts.broken(
                        Invariant.BOUNDED,
                        line.seq() + " messages are left in " + line.detail() + " (line " + line.number()
                                + "), and nothing explains them");
            }
        }
    }
}
