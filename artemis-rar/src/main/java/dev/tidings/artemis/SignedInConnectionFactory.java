package dev.tidings.artemis;

import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connects as the adapter's user whoever names none. Payara gives the connections of a pool that names no user an empty one, which
 * Artemis would send to the broker as it is, and the broker would refuse it.
 */
class SignedInConnectionFactory extends ActiveMQXAConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final transient BrokerAddress broker;

    SignedInConnectionFactory(ServerLocator locator, BrokerAddress broker) {
        super(locator);
        this.broker = broker;
    }

    @Override
    protected synchronized ActiveMQConnection createConnectionInternal(
            @Nullable String user, @Nullable String password, boolean xa, int type) throws JMSException {
        boolean anonymous = user == null || user.isEmpty();
        return super.createConnectionInternal(
                anonymous ? broker.user() : user, anonymous ? broker.password() : password, xa, type);
    }
}
