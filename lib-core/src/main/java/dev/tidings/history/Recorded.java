package dev.tidings.history;

import dev.tidings.message.Message;
import java.util.List;

/**
 * What came of recording a batch.
 *
 * @param added rows that were not there before
 * @param rejected messages that can never be recorded as they are; whoever delivered them keeps them for an operator
 */
public record Recorded(int added, List<Rejected> rejected) {
    public Recorded {
        rejected = List.copyOf(rejected);
    }

    /**
     * A message that can never be recorded as it is.
     *
     * @param reason for an operator; nothing of the message's content is in it
     */
    public record Rejected(Message message, String reason) {}
}
