package dev.tidings.hook;

import jakarta.jms.ConnectionFactory;
import java.util.List;

/** The outbox on a real broker, without a container. */
public final class TestOutbox {
    private final EventOutbox outbox;
    private final DeadEvents dead;

    public TestOutbox(ConnectionFactory connections, int lanes) {
        this.outbox = new JmsEventOutbox(connections, lanes);
        this.dead = new JmsDeadEvents(connections);
    }

    public DeadEvents dead() {
        return dead;
    }

    public void put(HookEvent event) {
        outbox.put(List.of(event));
    }
}
