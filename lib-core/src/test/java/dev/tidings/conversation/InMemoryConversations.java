package dev.tidings.conversation;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Conversations in the heap, for tests. */
public class InMemoryConversations implements Conversations {
    private final Map<UserId, Owned> owners = new HashMap<>();

    @Override
    public synchronized void ensure(Collection<Conversation> conversations) {
        Set<Owned> raised = new HashSet<>();
        for (Conversation c : conversations) {
            Owned owned = owned(c.owner());
            if (!owned.held.containsKey(c.id().value())) {
                if (raised.add(owned)) {
                    owned.version++;
                }
                owned.held.put(c.id().value(), new Held(c, owned.version, owned.version));
            }
        }
    }

    @Override
    public synchronized List<Conversation> get(UserId owner, Collection<ConversationId> ids) {
        Set<ConversationId> wanted = new HashSet<>(ids);
        return list(owner, c -> wanted.contains(c.id()));
    }

    @Override
    public synchronized Page<Conversation> page(UserId owner, PageRequest request) {
        List<Conversation> all = all(owner);
        return new Page<>(
                all.size(),
                all.stream().skip(request.skip()).limit(request.size()).toList());
    }

    @Override
    public synchronized List<Conversation> all(UserId owner) {
        return list(owner, c -> true);
    }

    @Override
    public synchronized List<ConversationId> ids(UserId owner) {
        return ids(owner, c -> true);
    }

    @Override
    public synchronized List<ConversationId> pinned(UserId owner) {
        return ids(owner, Conversation::pinned);
    }

    @Override
    public synchronized List<ConversationId> notNotifying(UserId owner) {
        return ids(owner, c -> c.recvMsgOpt() != 0);
    }

    @Override
    public synchronized Set<UserId> notNotified(ConversationId conversation, Collection<UserId> owners) {
        return owners.stream()
                .filter(owner -> notNotifying(owner).contains(conversation))
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Conversation set(UserId owner, ConversationId conversation, ConversationChanges changes) {
        Owned owned = owned(owner);
        Held held = owned.held.get(conversation.value());
        if (held == null) {
            throw new ImException(ErrorCode.RECORD_NOT_FOUND, "the user does not have this conversation");
        }
        Conversation changed = changes.appliedTo(held.conversation);
        owned.held.put(conversation.value(), new Held(changed, held.inserted, ++owned.version));
        return changed;
    }

    @Override
    public synchronized ConversationSync changesSince(UserId owner, String versionId, long version) {
        Owned owned = owned(owner);
        List<Held> changed = owned.held.values().stream()
                .filter(held -> held.version > version)
                .toList();
        if (!owned.versionId.equals(versionId)
                || version <= 0
                || version > owned.version
                || changed.size() > CHANGES_MAX) {
            return new ConversationSync(owned.versionId, owned.version, true, List.of(), List.of());
        }
        return new ConversationSync(
                owned.versionId,
                owned.version,
                false,
                changed.stream()
                        .filter(held -> held.inserted > version)
                        .map(Held::conversation)
                        .toList(),
                changed.stream()
                        .filter(held -> held.inserted <= version)
                        .map(Held::conversation)
                        .toList());
    }

    @Override
    public synchronized FullIds fullIds(UserId owner, BigInteger clientHash) {
        return FullIds.of(owned(owner).versionId, List.copyOf(owned(owner).held.keySet()), clientHash);
    }

    private List<ConversationId> ids(UserId owner, Predicate<Conversation> condition) {
        return list(owner, condition).stream().map(Conversation::id).toList();
    }

    private List<Conversation> list(UserId owner, Predicate<Conversation> condition) {
        return owned(owner).held.values().stream()
                .map(Held::conversation)
                .filter(condition)
                .sorted(Comparator.comparing(c -> c.id().value()))
                .toList();
    }

    private Owned owned(UserId owner) {
        return owners.computeIfAbsent(owner, id -> new Owned(String.format("%024x", owners.size() + 1)));
    }

    private static final class Owned {
        private final String versionId;
        private final Map<String, Held> held = new TreeMap<>();
        private long version = 1;

        Owned(String versionId) {
            this.versionId = versionId;
        }
    }

    private record Held(Conversation conversation, long inserted, long version) {}
}
