package dev.tidings.cluster;

import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The sockets that are open on the other nodes. */
public interface RemoteSockets {
    /**
     * Asks every node that has a socket of somebody in the audience to deliver, each once for the batch and all at the same
     * time. Nodes that have nobody are not asked.
     *
     * @param deliveries in seq order for each conversation
     * @return completes within {@code im.cluster.call-timeout}, never exceptionally
     */
    CompletionStage<Reached> deliver(List<Delivery> deliveries);

    /**
     * What the other nodes answered.
     *
     * @param platforms for each user who has a socket on another node, those it was queued for
     * @param failed users who have a socket on a node that failed, was too slow or has too much to do: theirs must be tried
     *     again
     */
    record Reached(Map<UserId, Set<Integer>> platforms, Set<UserId> failed) {
        /** No other node has anybody. */
        public static final Reached NOBODY = new Reached(Map.of(), Set.of());
    }
}
