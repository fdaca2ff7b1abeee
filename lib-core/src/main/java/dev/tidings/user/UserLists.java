package dev.tidings.user;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@link Users} asks of its arguments, the same for every implementation. */
final class UserLists {
    private static final Duration PERIOD_MAX = Duration.ofDays(3660);

    private UserLists() {}

    static void checkNew(List<User> users) {
        if (users.isEmpty()) {
            throw new ImException(ErrorCode.ARGS, "users is empty");
        }
        checkSize(users);
        Set<UserId> seen = new HashSet<>();
        for (User user : users) {
            if (!seen.add(user.id())) {
                throw new ImException(ErrorCode.ARGS, "a userID is in the list twice");
            }
        }
    }

    static void checkSize(Collection<?> ids) {
        if (ids.size() > Users.MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + Users.MAX + " users at once");
        }
    }

    static void checkPeriod(Instant start, Instant end) {
        if (end.isBefore(start) || Duration.between(start, end).compareTo(PERIOD_MAX) > 0) {
            throw new ImException(ErrorCode.ARGS, "start is before end, by at most " + PERIOD_MAX.toDays() + " days");
        }
    }
}
