package dev.tidings.msg;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.Conversations;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts overviews together: each store is asked once, however many conversations there are. */
@Dependent
class Overviews {
    private final Reading reading;
    private final Conversations conversations;
    private final Users users;

    @Inject
    Overviews(Reading reading, Conversations conversations, Users users) {
        this.reading = reading;
        this.conversations = conversations;
        this.users = users;
    }

    /** The conversations with the newest messages, the newest first. */
    Overview active(UserId owner, int count) {
        Map<ConversationId, ReadState> states = reading.readStates(owner, Set.of());
        Set<ConversationId> newest = states.entrySet().stream()
                .filter(entry -> entry.getValue().maxSeq() > 0)
                .sorted(Comparator.comparingLong((Map.Entry<ConversationId, ReadState> entry) ->
                                entry.getValue().maxSeqTime())
                        .reversed())
                .limit(count)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return overview(owner, states, newest);
    }

    /** These conversations, in this order; one that is not the owner's is left out. */
    Overview of(UserId owner, Set<ConversationId> wanted) {
        Map<ConversationId, ReadState> states = reading.readStates(owner, Set.of());
        Set<ConversationId> shown = new LinkedHashSet<>(wanted);
        shown.retainAll(states.keySet());
        return overview(owner, states, shown);
    }

    private Overview overview(UserId owner, Map<ConversationId, ReadState> states, Set<ConversationId> shown) {
        long unread = states.values().stream()
                .mapToLong(state -> state.maxSeq() - state.hasReadSeq())
                .sum();
        if (shown.isEmpty()) {
            return new Overview(unread, List.of());
        }
        Map<ConversationId, StoredMessage> last = reading.last(owner, shown);
        Map<ConversationId, Conversation> set = conversations.get(owner, shown).stream()
                .collect(Collectors.toMap(Conversation::id, Function.identity()));
        Map<ConversationId, UserId> peerIds = new HashMap<>();
        shown.forEach(id -> Peers.peer(id, owner).ifPresent(peer -> peerIds.put(id, peer)));
        Map<UserId, User> peers = users.find(Set.copyOf(peerIds.values())).stream()
                .collect(Collectors.toMap(User::id, Function.identity()));
        List<Overview.Line> lines = new ArrayList<>();
        for (ConversationId id : shown) {
            ReadState state = states.get(id);
            UserId peer = peerIds.get(id);
            Conversation conversation = set.get(id);
            // The history writes the settings; a moment before that there is only the message.
            if (conversation == null && peer != null) {
                conversation = Conversation.single(owner, peer);
            }
            if (conversation != null && state != null) {
                lines.add(new Overview.Line(conversation, last.get(id), peer == null ? null : peers.get(peer), state));
            }
        }
        return new Overview(unread, lines);
    }
}
