package dev.tidings.msg;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the other user in the name of a conversation between two. */
final class Peers {
    private static final String SINGLE = "si_";

    private Peers() {}

    /**
     * The other side of a single conversation; empty for any other kind, and for one that this user is not in. Ids may
     * have {@code _} in them, so a candidate counts only if it leads back to this very name.
     */
    static Optional<UserId> peer(ConversationId conversation, UserId user) {
        String name = conversation.value();
        if (!name.startsWith(SINGLE)) {
            return Optional.empty();
        }
        String pair = name.substring(SINGLE.length());
        Stream<String> first = pair.startsWith(user + "_")
                ? Stream.of(pair.substring(user.value().length() + 1))
                : Stream.empty();
        Stream<String> second = pair.endsWith("_" + user)
                ? Stream.of(pair.substring(0, pair.length() - user.value().length() - 1))
                : Stream.empty();
        return Stream.concat(first, second)
                .filter(Peers::isUserId)
                .map(UserId::new)
                .filter(peer -> ConversationId.single(user, peer).equals(conversation))
                .findFirst();
    }

    private static boolean isUserId(String text) {
        return !text.isBlank() && text.length() <= UserId.MAX_LENGTH;
    }
}
