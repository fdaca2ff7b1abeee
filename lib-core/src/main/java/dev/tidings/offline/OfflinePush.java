package dev.tidings.offline;

import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import java.util.Set;

/**
 * What is to be told about a message, and whom.
 *
 * @param users receivers who are away and want to be told; never empty
 * @param title not empty
 * @param text may be empty
 * @param ex the sender's own data for the app, may be empty
 * @param sound of iOS, empty for the app's default
 * @param badge whether it counts on the app's icon
 */
public record OfflinePush(
        Message message, Set<UserId> users, String title, String text, String ex, String sound, boolean badge) {
    public OfflinePush {
        users = Set.copyOf(users);
    }

    public OfflinePush withUsers(Set<UserId> others) {
        return new OfflinePush(message, others, title, text, ex, sound, badge);
    }
}
