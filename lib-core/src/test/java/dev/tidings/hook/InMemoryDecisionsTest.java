package dev.tidings.hook;

class InMemoryDecisionsTest implements DecisionsContract {
    private final Decisions decisions = new InMemoryDecisions();

    @Override
    public Decisions decisions() {
        return decisions;
    }
}
