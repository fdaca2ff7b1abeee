package dev.tidings.offlinepush;

import dev.tidings.offline.DeviceTokens;
import dev.tidings.offline.ProviderName;
import dev.tidings.offline.PushMarks;
import dev.tidings.provider.Providers;
import dev.tidings.queue.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The node's workers, one for each provider that is configured. */
@ApplicationScoped
class ProviderWorkers {
    private static final System.Logger LOG = System.getLogger(ProviderWorkers.class.getName());

    private final Map<ProviderName, ProviderWorker> workers = new EnumMap<>(ProviderName.class);
    private final DeadLetters deadLetters;

    @Inject
    ProviderWorkers(
            Providers providers,
            StillWanted stillWanted,
            PushMarks marks,
            DeviceTokens tokens,
            ProviderQueues queues,
            DeadLetters deadLetters,
            @ConfigProperty(name = "im.push.retry-for") Duration retryFor,
            Clock clock) {
        this.deadLetters = deadLetters;
        for (ProviderName name : providers.names()) {
            workers.put(
                    name,
                    new ProviderWorker(
                            name,
                            providers.get(name).orElseThrow(),
                            stillWanted,
                            marks,
                            tokens,
                            queues,
                            deadLetters,
                            retryFor,
                            clock,
                            pause -> Thread.sleep(pause.toMillis())));
        }
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ProviderWorkers() {
        this.deadLetters = null;
    }

    /**
     * Works on a JMS message of a provider's queue.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if a store or the broker is away: it is to be redelivered
     */
    void work(ProviderName name, byte[] bytes) {
        @Nullable ProviderWorker worker = workers.get(name);
        Optional<Batch> batch = BatchJson.decode(bytes);
        if (worker == null || batch.isEmpty()) {
            String queue = JmsProviderQueues.PREFIX + name;
            String reason = batch.isEmpty() ? "undecodable" : "this node has no provider " + name;
            LOG.log(System.Logger.Level.ERROR, "IM-2605 a batch on " + queue + " is a dead letter: " + reason);
            deadLetters.put(queue, bytes, reason);
            return;
        }
        worker.work(batch.get());
    }
}
