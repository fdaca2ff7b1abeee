package dev.tidings.deadletter;

import dev.tidings.fault.ImException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The letters themselves. Each is in one place at any moment: with the dead letters, on its queue again, or nowhere. Every
 * method throws {@code UNAVAILABLE} if the broker does not answer; it is then not known whether the last letter was moved.
 */
public interface DeadLetterBox {
    /** Letters in one answer, or moved by one call. */
    int MAX = 1_000;

    /**
     * Letters, the oldest first, each with its first items.
     *
     * @param queue only what came from this one; null for all
     * @param after the last letter of the page before; null for the first page
     * @param limit 1 to {@value #MAX}
     * @throws ImException {@code RECORD_NOT_FOUND} if {@code after} is no dead letter any more: begin again
     */
    List<DeadLetter> list(@Nullable String queue, @Nullable String after, int limit);

    /** One letter with its items, at most {@value DeadLetter#ITEMS_MAX}. */
    Optional<DeadLetter> find(String id);

    /**
     * Puts a letter back on its queue, behind what waits there.
     *
     * @return whether it was a dead letter until now
     * @throws ImException {@code ARGS} for one that cannot be read: working on it again would bury it again
     */
    boolean replay(String id);

    /**
     * Throws a letter away.
     *
     * @return what it was; empty if it was no dead letter any more
     */
    Optional<DeadLetter> discard(String id);
}
