package dev.tidings.artemis;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.ConnectionFactoryProperties;
import org.apache.activemq.artemis.utils.uri.BeanSupport;
import org.jspecify.annotations.Nullable;

/**
 * Artemis' resource adapter with the broker taken from {@code im.artemis.url}, {@code im.artemis.user} and
 * {@code im.artemis.password}: system properties, or {@code IM_ARTEMIS_URL} and so on in the environment. Everything after the URL's
 * question mark is honoured, for consumers and senders alike: transport settings such as TLS, and settings of the connection such as
 * {@code callTimeout}. A broker that is down does not keep the adapter from starting.
 */
public class TidingsResourceAdapter extends ActiveMQResourceAdapter {
    private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger(TidingsResourceAdapter.class.getName());

    /** Kept in fields because java.util.logging forgets a logger, and its level, that nobody holds. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private static final Logger ARTEMIS = Logger.getLogger("org.apache.activemq.artemis");

    private transient @Nullable BrokerAddress broker;

    /** For the container. */
    public TidingsResourceAdapter() {}

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        quieten();
        try {
            connectTo(BrokerAddress.read(System::getProperty, System::getenv));
        } catch (IllegalArgumentException e) {
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        }
        super.start(context);
        LOG.log(System.Logger.Level.INFO, () -> "The queue is at " + broker);
    }

    void connectTo(BrokerAddress address) {
        broker = address;
        getProperties()
                .setParsedConnectorClassNames(address.connectors().stream()
                        .map(TransportConfiguration::getFactoryClassName)
                        .toList());
        getProperties()
                .setParsedConnectionParameters(address.connectors().stream()
                        .map(TransportConfiguration::getParams)
                        .toList());
        setHA(address.ha());
        if (address.user() != null) {
            setUserName(address.user());
            setPassword(address.password());
        }
    }

    @Override
    public ActiveMQConnectionFactory newConnectionFactory(ConnectionFactoryProperties overrides) {
        if (broker == null) {
            throw new IllegalStateException("not started");
        }
        ActiveMQConnectionFactory made = super.newConnectionFactory(overrides);
        ActiveMQConnectionFactory factory = new SignedInConnectionFactory(made.getServerLocator(), broker);
        factory.setEnableSharedClientID(true);
        factory.setIgnoreJTA(isIgnoreJTA());
        try {
            BeanSupport.setData(factory, Map.copyOf(broker.parameters()));
        } catch (Exception e) {
            throw new IllegalArgumentException("im.artemis.url has a parameter that does not fit", e);
        }
        return factory;
    }

    /** Artemis writes an audit line for each management call and an INFO line for each activation; an operator may ask for them. */
    private static void quieten() {
        if (AUDIT.getLevel() == null) {
            AUDIT.setLevel(Level.OFF);
        }
        if (ARTEMIS.getLevel() == null) {
            ARTEMIS.setLevel(Level.WARNING);
        }
    }
}
