package dev.tidings.hook;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.PresenceEvents;
import dev.tidings.token.Caller;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is told of devices without making a socket's thread wait, and has one thread put it into the outbox. Presence
 * lives in memory, and so do these events until they are there: a node that dies takes those of the last moment along.
 */
@ApplicationScoped
class PresenceOutbox implements PresenceEvents {
    private static final System.Logger LOG = System.getLogger(PresenceOutbox.class.getName());
    /** Everybody of a large node coming back at once, while the broker is away for some seconds. */
    private static final int WAITING_MAX = 50_000;

    private static final int BATCH_MAX = 500;
    private static final long PAUSE_MS = 500;

    private final BlockingQueue<HookEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final HookSettings settings;
    private final EventOutbox outbox;
    private final ThreadFactory threads;
    private @Nullable Thread writer;

    @Inject
    PresenceOutbox(HookSettings settings, EventOutbox outbox, ThreadFactory threads) {
        this.settings = settings;
        this.outbox = outbox;
        this.threads = threads;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected PresenceOutbox() {
        this(HookSettings.off(), null, null);
    }

    @PostConstruct
    void start() {
        if (settings.rules().containsKey(Hook.AFTER_USER_ONLINE)
                || settings.rules().containsKey(Hook.AFTER_USER_OFFLINE)
                || settings.rules().containsKey(Hook.AFTER_USER_KICK_OFF)) {
            Thread thread = threads.newThread(this::writeForEver);
            thread.setName("im-presence-events");
            thread.start();
            writer = thread;
        }
    }

    @Override
    public void online(Caller caller, OnlineDevice device) {
        add(Hook.AFTER_USER_ONLINE, caller.user(), device);
    }

    @Override
    public void offline(Caller caller, OnlineDevice device) {
        add(Hook.AFTER_USER_OFFLINE, caller.user(), device);
    }

    @Override
    public void kicked(Caller caller, OnlineDevice device) {
        add(Hook.AFTER_USER_KICK_OFF, caller.user(), device);
    }

    @Override
    public void lost(UserId user, OnlineDevice device) {
        add(Hook.AFTER_USER_OFFLINE, user, device);
    }

    private void add(Hook hook, UserId user, OnlineDevice device) {
        if (settings.rules().containsKey(hook) && !waiting.offer(Events.presence(hook, user, device))) {
            dropped.incrementAndGet();
        }
    }

    private void writeForEver() {
        List<HookEvent> batch = new ArrayList<>(BATCH_MAX);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (batch.isEmpty()) {
                    batch.add(waiting.take());
                    waiting.drainTo(batch, BATCH_MAX - 1);
                }
                if (write(batch)) {
                    batch.clear();
                } else {
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean write(List<HookEvent> batch) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "IM-3106 " + lost + " events of devices coming and going were dropped");
        }
        try {
            outbox.put(batch);
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-3107 events of devices wait for the outbox", e);
            return false;
        }
    }

    @PreDestroy
    void stop() {
        Thread thread = writer;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
