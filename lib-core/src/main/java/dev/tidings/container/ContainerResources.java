package dev.tidings.container;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Produces the container's resources for constructor injection; plain tests pass their own. They are looked up when they
 * are first needed: a jar in the EAR's lib/ has no component of its own that the container would inject into. The session
 * bean {@code Resources} of ejb-msg declares those that are the application's.
 */
@Dependent
public class ContainerResources {
    /** Global, so that an operator sees and tunes it, and so that /metrics can. */
    public static final String DATA_SOURCE = "jdbc/im";
    /** Declared by the application; of the resource adapter {@code tidings-artemis}. */
    public static final String CONNECTION_FACTORY = "java:app/jms/im";

    private static final String THREADS = "java:comp/DefaultManagedThreadFactory";
    private static final String EXECUTOR = "java:comp/DefaultManagedExecutorService";
    private static final String CONTEXTS = "java:comp/DefaultContextService";

    /**
     * What the container has under a name.
     *
     * @throws IllegalStateException if there is nothing, which is a mistake in the deployment
     */
    @SuppressWarnings("BanJNDI") // The names are the constants above.
    public static <T> T lookup(String name, Class<T> type) {
        try {
            Object found = new InitialContext().lookup(name);
            if (found == null) {
                throw new IllegalStateException(name + " is not there yet");
            }
            return type.cast(found);
        } catch (NamingException e) {
            throw new IllegalStateException("the application server has no " + name, e);
        }
    }

    @Produces
    @Dependent
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Dependent
    ConnectionFactory connectionFactory() {
        return lookup(CONNECTION_FACTORY, ConnectionFactory.class);
    }

    /** For what is short and does not wait, such as writing an answer. Looked up once: who needs it is made for each request. */
    @Produces
    @ApplicationScoped
    Executor executor() {
        return lookup(EXECUTOR, Executor.class);
    }

    @Produces
    @Dependent
    ThreadFactory threads() {
        ThreadFactory managed = lookup(THREADS, ThreadFactory.class);
        ContextService contexts = lookup(CONTEXTS, ContextService.class);
        // The factory alone gives its threads no component: whatever is looked up for the first time on one would not
        // be found.
        return task -> managed.newThread(contexts.createContextualProxy(task, Runnable.class));
    }
}
