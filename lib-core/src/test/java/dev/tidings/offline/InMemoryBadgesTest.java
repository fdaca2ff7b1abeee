package dev.tidings.offline;

class InMemoryBadgesTest implements BadgesContract {
    @Override
    public Badges badges() {
        return new InMemoryBadges();
    }
}
