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

    public long conversationSeq() {
        return places.in(Series.of(message.conversation()));
    }
}
