package dev.tidings.presence;

import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who is online now. */
public interface Presence {
    /** The open sockets of each of these users; a user who is offline is left out. */
    Map<UserId, List<OnlineDevice>> online(Collection<UserId> users);
}
