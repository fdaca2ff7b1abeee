package dev.tidings.msg;

import dev.tidings.mailbox.MailboxEntry;
import java.util.List;

/**
 * What a pull of a mailbox brought.
 *
 * @param entries ascending
 * @param newest the mailbox's newest seq, asked for after the pull, so that what arrived meanwhile shows as still to be
 *     pulled
 * @param isEnd whether nothing is to be pulled beyond these entries now
 */
public record MailboxPage(List<MailboxEntry> entries, long newest, boolean isEnd) {
    public MailboxPage {
        entries = List.copyOf(entries);
    }
}
