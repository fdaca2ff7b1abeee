package dev.tidings.container;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.jms.ConnectionFactory;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/** Produces the container's resources for constructor injection; plain tests pass their own. */
@Dependent
class ContainerResources {
    /** The pool of the resource adapter {@code tidings-artemis}. */
    @Resource(lookup = "java:app/jms/im")
    @SuppressWarnings("NullAway")
    private ConnectionFactory connectionFactory;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    @SuppressWarnings("NullAway")
    private ManagedThreadFactory threads;

    @Produces
    @Dependent
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Dependent
    ConnectionFactory connectionFactory() {
        return connectionFactory;
    }

    @Produces
    @Dependent
    ThreadFactory threads() {
        return threads;
    }
}
