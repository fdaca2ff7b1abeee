package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Memberships in a map. */
public class InMemoryMemberships implements Memberships {
    private final Map<String, Membership> members = new TreeMap<>();

    @Override
    public synchronized void join(Map<ConversationId, ? extends Collection<UserId>> joining) {
        joining.forEach((conversation, users) -> users.forEach(
                user -> members.putIfAbsent(user + "|" + conversation, new Membership(user, conversation, 0, 1, 0))));
    }

    @Override
    public synchronized List<Membership> of(UserId user) {
        return members.values().stream().filter(it -> it.user().equals(user)).toList();
    }

    @Override
    public synchronized Optional<Membership> find(UserId user, ConversationId conversation) {
        return Optional.ofNullable(members.get(user + "|" + conversation));
    }

    @Override
    public synchronized void read(Collection<ReadMark> marks) {
        for (ReadMark mark : marks) {
            members.computeIfPresent(
                    mark.user() + "|" + mark.conversation(),
                    (key, it) -> new Membership(
                            it.user(),
                            it.conversation(),
                            Math.max(it.readSeq(), mark.seq()),
                            it.minSeq(),
                            it.maxSeq()));
        }
    }
}
