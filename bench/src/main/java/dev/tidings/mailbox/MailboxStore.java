package dev.tidings.mailbox;

import dev.tidings.mongodb.MongoConnection;

/**
 * The server's own adapters to its store of mailboxes, without a server around them: what is written through them is what the
 * server would have written. It is in their package because nobody else is to see them.
 */
public final class MailboxStore {
    private MailboxStore() {}

    public static Mailboxes mailboxes(MongoConnection mongo) {
        return new MongoMailboxes(mongo);
    }

    public static Memberships memberships(MongoConnection mongo) {
        return new MongoMemberships(mongo);
    }
}
