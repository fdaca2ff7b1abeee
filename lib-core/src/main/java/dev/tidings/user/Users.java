package dev.tidings.user;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The registered users. Every method throws {@link ImException} {@code UNAVAILABLE} if the database is needed and away. */
public interface Users {
    /** How many ids or users one call may have. */
    int MAX = 10_000;

    /**
     * Registers all of them or, if one cannot be, none.
     *
     * @param users 1 to {@value #MAX}
     * @throws ImException {@code REGISTERED_ALREADY} if one is there already; {@code ARGS} if there is none, one twice, or
     *     too many
     */
    void register(List<User> users);

    /**
     * The profiles of those who are registered, in the order they are asked for, each once.
     *
     * @throws ImException {@code ARGS} for more than {@value #MAX}
     */
    List<User> find(Collection<UserId> ids);

    /**
     * Which of them are registered. For users that this node has seen before it needs no database.
     *
     * @throws ImException {@code ARGS} for more than {@value #MAX}
     */
    Set<UserId> existing(Collection<UserId> ids);

    /**
     * Changes a profile.
     *
     * @throws ImException {@code USER_ID_NOT_FOUND} if the user is not registered; {@code ARGS} if a value is too long
     */
    void update(UserChanges changes);

    /** All users, the first registered first. */
    Page<User> page(PageRequest request);

    /**
     * The users who have this {@code appMangerLevel}, the first registered first.
     *
     * @param keyword is their id or somewhere in their nickname; empty for all
     */
    Page<User> ofLevel(int level, String keyword, PageRequest request);

    /**
     * Registrations from {@code start} (included) to {@code end} (not included).
     *
     * @throws ImException {@code ARGS} if the end is before the start, or more than 3660 days after it
     */
    Registrations registrations(Instant start, Instant end);
}
