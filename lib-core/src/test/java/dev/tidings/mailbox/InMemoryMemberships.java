package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Memberships in a map. */
public class InMemoryMemberships implements Memberships {
    private final Map<String, Membership> members = new TreeMap<>();
    private final Map<String, Set<Long>> hidden = new HashMap<>();
    /** How often somebody looked for what was deleted. */
    public int lookedForHidden;

    @Override
    public synchronized void join(Map<ConversationId, ? extends Collection<UserId>> joining) {
        joining.forEach((conversation, users) -> users.forEach(user ->
                members.putIfAbsent(user + "|" + conversation, new Membership(user, conversation, 0, 1, 0, 0))));
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
                            it.maxSeq(),
                            it.hiddenMax()));
        }
    }

    @Override
    public synchronized Map<ConversationId, Membership> find(UserId user, Collection<ConversationId> conversations) {
        Map<ConversationId, Membership> found = new HashMap<>();
        conversations.forEach(it -> find(user, it).ifPresent(membership -> found.put(it, membership)));
        return found;
    }

    @Override
    public synchronized void hide(UserId user, ConversationId conversation, Collection<Long> seqs) {
        members.computeIfPresent(user + "|" + conversation, (key, it) -> {
            hidden.computeIfAbsent(key, none -> new TreeSet<>()).addAll(seqs);
            long max = seqs.stream().mapToLong(seq -> seq).max().orElse(0);
            return new Membership(
                    it.user(),
                    it.conversation(),
                    it.readSeq(),
                    it.minSeq(),
                    it.maxSeq(),
                    Math.max(it.hiddenMax(), max));
        });
    }

    @Override
    public synchronized Map<ConversationId, Set<Long>> hidden(
            UserId user, Map<ConversationId, ? extends Collection<Long>> seqs) {
        lookedForHidden++;
        Map<ConversationId, Set<Long>> found = new HashMap<>();
        seqs.forEach((conversation, some) -> {
            Set<Long> theirs = new TreeSet<>(some);
            theirs.retainAll(hidden.getOrDefault(user + "|" + conversation, Set.of()));
            if (!theirs.isEmpty()) {
                found.put(conversation, theirs);
            }
        });
        return found;
    }

    @Override
    public synchronized void clear(UserId user, Map<ConversationId, Long> upTo) {
        upTo.forEach((conversation, seq) -> members.computeIfPresent(
                user + "|" + conversation,
                (key, it) -> new Membership(
                        it.user(),
                        it.conversation(),
                        Math.max(it.readSeq(), seq),
                        Math.max(it.minSeq(), seq + 1),
                        it.maxSeq(),
                        it.hiddenMax())));
    }
}
