package dev.tidings.receipt;

import dev.tidings.message.MessageId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Receipts in a map; nothing is ever forgotten. */
public class InMemoryReceipts implements Receipts {
    private final Map<MessageId, Receipt> receipts = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Receipt> first(MessageId message, Receipt receipt) {
        Receipt earlier = receipts.putIfAbsent(message, receipt);
        return CompletableFuture.completedFuture(earlier == null ? receipt : earlier);
    }
}
