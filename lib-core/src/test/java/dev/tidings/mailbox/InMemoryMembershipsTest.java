package dev.tidings.mailbox;

class InMemoryMembershipsTest implements MembershipsContract {
    private final Memberships memberships = new InMemoryMemberships();

    @Override
    public Memberships memberships() {
        return memberships;
    }
}
