package dev.tidings.bench.scenario;

import dev.tidings.mailbox.MailboxStore;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.mongodb.MongoConnection;
import java.util.List;

/** The store of mailboxes: the question whether a group is there already, and the insert of its three cells a message. */
final class MailboxLoad implements PartLoad {
    private final Traffic traffic;
    private final MongoConnection mongo;
    private final Mailboxes mailboxes;

    MailboxLoad(Traffic traffic, String url) {
        this.traffic = traffic;
        this.mongo = new MongoConnection(url);
        this.mailboxes = MailboxStore.mailboxes(mongo);
    }

    @Override
    public String part() {
        return "mongodb";
    }

    @Override
    public String work() {
        return "looked for, then three cells inserted; one round trip each for a group";
    }

    @Override
    public int groupsAtOnce() {
        return 2;
    }

    @Override
    public Runnable group(List<Long> numbers) {
        List<PlacedMessage> placed = numbers.stream().map(traffic::at).toList();
        List<Message> messages = placed.stream().map(PlacedMessage::message).toList();
        return () -> {
            WrongCountException.require(
                    "messages that are there before they are stored",
                    0,
                    mailboxes.stored(messages).size());
            WrongCountException.require(
                    "places that were taken already", 0, mailboxes.store(placed).size());
        };
    }

    @Override
    public void close() {
        mongo.close();
    }
}
