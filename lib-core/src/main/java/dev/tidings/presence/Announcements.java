package dev.tidings.presence;

import dev.tidings.message.UserId;

/** Tells the rest of the cluster what a user has open on this node. */
public interface Announcements {
    /** Something of this user was opened, closed, or went to the background or came from it. Never blocks. */
    void changed(UserId user);
}
