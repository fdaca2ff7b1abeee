package dev.tidings.offline;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The queue {@code im.offline}: a batch is a JMS message, or several in one transaction if it is large. */
@ApplicationScoped
class JmsOfflineQueue implements OfflineQueue {
    private static final String QUEUE = "im.offline";
    /** Of users in one JMS message: what is done for them is done again if one of them fails. */
    private static final int USERS_MAX = 1_000;
    /** Of bodies in one JMS message. A single message may be larger; there is a limit where it was accepted. */
    private static final int BYTES_MAX = 256 * 1024;

    private final ConnectionFactory connections;
    private final boolean on;
    private final Duration retryFor;

    /** @param providers as text: Payara injects no optional of anything that has type parameters itself */
    @Inject
    JmsOfflineQueue(
            ConnectionFactory connections,
            @ConfigProperty(name = "im.push.providers") Optional<String> providers,
            @ConfigProperty(name = "im.push.retry-for") Duration retryFor) {
        this.connections = connections;
        this.on = !providers.orElse("").isBlank();
        this.retryFor = retryFor;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsOfflineQueue() {
        this(null, Optional.empty(), Duration.ZERO);
    }

    @Override
    public boolean isOn() {
        return on;
    }

    @Override
    public void put(List<Away> away) {
        if (!on || away.isEmpty()) {
            return;
        }
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            producer.setTimeToLive(retryFor.toMillis());
            for (List<Away> part : parts(away)) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(AwayCodec.encode(part));
                producer.send(message);
            }
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue " + QUEUE + " does not answer", e);
        }
    }

    static List<List<Away>> parts(List<Away> all) {
        List<List<Away>> parts = new ArrayList<>();
        List<Away> part = new ArrayList<>();
        int users = 0;
        int bytes = 0;
        for (Away away : all) {
            for (Away piece : pieces(away)) {
                int size = piece.delivery().message().body().size();
                if (!part.isEmpty() && (users + piece.users().size() > USERS_MAX || bytes + size > BYTES_MAX)) {
                    parts.add(part);
                    part = new ArrayList<>();
                    users = 0;
                    bytes = 0;
                }
                part.add(piece);
                users += piece.users().size();
                bytes += size;
            }
        }
        parts.add(part);
        return parts;
    }

    private static List<Away> pieces(Away away) {
        if (away.users().size() <= USERS_MAX) {
            return List.of(away);
        }
        return Chunks.of(away.users(), USERS_MAX).stream()
                .map(some -> new Away(away.delivery(), new LinkedHashSet<>(some)))
                .toList();
    }
}
