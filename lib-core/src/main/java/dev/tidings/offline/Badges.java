package dev.tidings.offline;

import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.Map;

/**
 * The number on the app's icon: what each user's app last said is unread, and what was pushed since. Every method throws
 * {@link dev.tidings.fault.ImException} {@code UNAVAILABLE} if the database is away.
 */
public interface Badges {
    /** The app knows better: what is unread now, not negative. */
    void set(UserId user, int unread);

    /** Counts one more for each of these users. */
    void increment(Collection<UserId> users);

    /** The numbers of these users; 0 for one who has none. */
    Map<UserId, Integer> of(Collection<UserId> users);
}
