package dev.tidings.conversation;

import java.util.List;

/**
 * What an owner's client has to do to have the conversations as the server has them. Conversations are never deleted, so
 * there is no list of deletions.
 *
 * @param versionId 24 hex digits, the same for an owner as long as the owner's versions can be compared
 * @param version from 1
 * @param full the client has to fetch everything; the lists are empty then
 */
public record ConversationSync(
        String versionId, long version, boolean full, List<Conversation> inserted, List<Conversation> updated) {
    public ConversationSync {
        inserted = List.copyOf(inserted);
        updated = List.copyOf(updated);
    }
}
