package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Decisions in a map; nothing is ever forgotten. */
public class InMemoryDecisions implements Decisions {
    private final Map<MessageId, ByteString> decided = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Optional<ByteString>> find(MessageId message) {
        return CompletableFuture.completedFuture(Optional.ofNullable(decided.get(message)));
    }

    @Override
    public CompletionStage<ByteString> first(MessageId message, ByteString decision) {
        ByteString earlier = decided.putIfAbsent(message, decision);
        return CompletableFuture.completedFuture(earlier == null ? decision : earlier);
    }

    public boolean isEmpty() {
        return decided.isEmpty();
    }
}
