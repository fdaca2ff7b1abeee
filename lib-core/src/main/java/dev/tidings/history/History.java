package dev.tidings.history;

import dev.tidings.database.PageRequest;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every accepted message, once. Every method throws {@link ImException} {@code UNAVAILABLE} if the database is away. */
public interface History {
    /** How many messages or ids one call may have. */
    int MAX = 10_000;
    /** {@link #count} counts no further. */
    int COUNT_MAX = 100_000;
    /** Days that {@link #activity} looks at. */
    int PERIOD_DAYS_MAX = 366;

    /**
     * Records the messages. One that is there already stays as it is, so a redelivered or retried message leaves one row,
     * the first. A message that the database does not take is left out and named in the answer, and all others are
     * recorded. When the call throws, some may be recorded; the same call again records the rest.
     *
     * @param messages at most {@value #MAX}, of any conversations
     */
    Recorded record(List<Message> messages);

    /**
     * From now on the message reads like this, as after a revocation. It need not be recorded yet: if its original comes
     * later, it is a repetition and changes nothing.
     *
     * @param replacement with the id of the original and a body that holds nothing of it
     * @throws ImException {@code ARGS} if the body is not an encoded {@code MsgData}
     */
    void replace(Message replacement);

    Optional<HistoryEntry> byId(MessageId id);

    /** Which of these are recorded; at most {@value #MAX}. */
    Set<MessageId> present(Collection<MessageId> ids);

    /**
     * The messages that meet the criteria, newest first.
     *
     * @throws ImException {@code ARGS} if a limit is broken
     */
    List<HistoryEntry> search(HistoryQuery query, HistoryPage page);

    /** How many messages meet the criteria, up to {@value #COUNT_MAX}: more than that are not counted. */
    long count(HistoryQuery query);

    /**
     * Who wrote how much, notifications not counted.
     *
     * @param start included
     * @param end not included, at most {@value #PERIOD_DAYS_MAX} days after the start: what was sent in between is read
     * @param fewestFirst the order of the senders; else who wrote most comes first
     * @throws ImException {@code ARGS} if a limit is broken
     */
    Activity activity(Instant start, Instant end, boolean fewestFirst, PageRequest page);
}
