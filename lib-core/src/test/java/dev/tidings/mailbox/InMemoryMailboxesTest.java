package dev.tidings.mailbox;

class InMemoryMailboxesTest implements MailboxesContract {
    private final Mailboxes mailboxes = new InMemoryMailboxes();

    @Override
    public Mailboxes mailboxes() {
        return mailboxes;
    }
}
