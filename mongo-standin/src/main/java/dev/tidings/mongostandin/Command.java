package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;

/** A command as it came in one message; documents to insert are still bytes. */
final class Command extends MongoMessage {
    private final boolean answered;

    /** @param answered whether the client waits for a reply */
    Command(Channel channel, MessageHeader header, Document document, boolean answered) {
        super(channel, header, document);
        this.answered = answered;
    }

    boolean isAnswered() {
        return answered;
    }

    String name() {
        return getDocument().keySet().iterator().next();
    }

    String database() {
        return String.valueOf(getDocument().get("$db"));
    }
}
