package dev.tidings.conversation;

import java.math.BigInteger;
import java.util.List;

/**
 * All conversation ids of an owner, unless the client says by a hash that it has them: the answer to
 * {@code get_full_conversation_ids}.
 *
 * @param versionId as in {@link ConversationSync}
 * @param idHash what the answer has as its {@code version}: an unsigned 64-bit number, 0 for no ids
 * @param equal the client's hash is the same, and {@code ids} is empty
 */
public record FullIds(String versionId, BigInteger idHash, boolean equal, List<String> ids) {
    public FullIds {
        ids = List.copyOf(ids);
    }

    /** @param clientHash {@code idHash} of the request: unsigned, 0 from a client that has nothing */
    static FullIds of(String versionId, List<String> ids, BigInteger clientHash) {
        BigInteger hash = IdHash.of(ids);
        boolean equal = hash.equals(clientHash);
        return new FullIds(versionId, hash, equal, equal ? List.of() : ids);
    }
}
