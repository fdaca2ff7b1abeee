package dev.tidings.transfer;

import dev.tidings.fault.ImException;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who sends a message has read the conversation up to it. These marks are written behind, once a second and one for each
 * conversation, because they are many and cheap to lose: a reader whose own message is the newest of a conversation has
 * read it all the same.
 */
@ApplicationScoped
class OwnReads {
    private static final System.Logger LOG = System.getLogger(OwnReads.class.getName());

    private record Key(UserId user, ConversationId conversation) {}

    private final Map<Key, Long> pending = new ConcurrentHashMap<>();
    private final Memberships memberships;

    @Inject
    OwnReads(Memberships memberships) {
        this.memberships = memberships;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected OwnReads() {
        this(null);
    }

    void mark(List<ReadMark> marks) {
        marks.forEach(mark -> pending.merge(new Key(mark.user(), mark.conversation()), mark.seq(), Math::max));
    }

    /** Writes what has gathered; what could not be written stays for the next time. */
    @PreDestroy
    void flush() {
        List<ReadMark> marks = new ArrayList<>();
        pending.forEach((key, seq) -> {
            if (pending.remove(key, seq)) {
                marks.add(new ReadMark(key.user(), key.conversation(), seq));
            }
        });
        if (marks.isEmpty()) {
            return;
        }
        try {
            memberships.read(marks);
        } catch (ImException e) {
            mark(marks);
            LOG.log(System.Logger.Level.DEBUG, "own read positions are written later", e);
        }
    }
}
