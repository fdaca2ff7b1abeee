package dev.tidings.mailbox;

import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.List;

/** A message with all its places: one in its conversation, one in each participant's mailbox. */
public record PlacedMessage(Message message, Places places) {
    /** The series a kept message needs a place in: every participant's mailbox, then the conversation. */
    public static List<Series> seriesOf(Message message) {
        List<Series> series = new ArrayList<>();
        for (UserId owner : message.participants()) {
            series.add(Series.mailboxOf(owner));
        }
        series.add(Series.of(message.conversation()));
        return series;
    }

    /** The mailboxes it has places in, in the order in which they are written: the sender's last. */
    public List<Series> mailboxesSenderLast() {
        Series conversation = Series.of(message.conversation());
        Series sender = Series.mailboxOf(message.sender());
        List<Series> mailboxes = new ArrayList<>(places.seqs().keySet());
        mailboxes.remove(conversation);
        if (mailboxes.remove(sender)) {
            mailboxes.add(sender);
        }
        return mailboxes;
    }

    /** Whether nothing is missing: the place that is written last is there. Said of places that were read from the store. */
    public boolean isComplete() {
        return places.in(Series.mailboxOf(message.sender())) > 0;
    }

    public long conversationSeq() {
        return places.in(Series.of(message.conversation()));
    }
}
