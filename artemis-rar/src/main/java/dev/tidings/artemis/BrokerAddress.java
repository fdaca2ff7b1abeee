package dev.tidings.artemis;

import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.utils.uri.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is and who we are there.
 *
 * @param connectors one for each broker that the URL names, at least one
 * @param ha whether the client follows a live/backup pair ({@code ha=true} in the URL)
 * @param parameters what the URL says after its question mark
 * @param user null to connect without one
 */
record BrokerAddress(
        List<TransportConfiguration> connectors,
        boolean ha,
        Map<String, String> parameters,
        @Nullable String user,
        @Nullable String password) {
    private static final String URL_KEY = "im.artemis.url";
    private static final String USER_KEY = "im.artemis.user";
    private static final String PASSWORD_KEY = "im.artemis.password";

    /** The broker that runs beside the node when nothing else is said. */
    private static final String DEFAULT_URL = "tcp://127.0.0.1:61616";

    /** A host that swallows packets must not hold a sender for the 30 s that Netty would wait. */
    private static final int CONNECT_TIMEOUT_MS = 3_000;

    BrokerAddress {
        connectors = List.copyOf(connectors);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads each key as a system property, then as an environment variable, as MicroProfile Config does; the adapter lives outside of
     * the application, so it has no MicroProfile Config of its own.
     *
     * @throws IllegalArgumentException if the URL is not one that Artemis knows
     */
    static BrokerAddress read(
            UnaryOperator<@Nullable String> systemProperties, UnaryOperator<@Nullable String> environment) {
        String url = value(URL_KEY, systemProperties, environment);
        return of(
                url == null ? DEFAULT_URL : url,
                value(USER_KEY, systemProperties, environment),
                value(PASSWORD_KEY, systemProperties, environment));
    }

    /** @param url {@code tcp://host:port?…}, or {@code (tcp://host1:port1,tcp://host2:port2)?…} for several brokers */
    static BrokerAddress of(String url, @Nullable String user, @Nullable String password) {
        try (ActiveMQConnectionFactory parsed = new ActiveMQConnectionFactory(url)) {
            List<TransportConfiguration> connectors = Stream.of(parsed.getStaticConnectors())
                    .map(BrokerAddress::bounded)
                    .toList();
            return new BrokerAddress(connectors, parsed.isHA(), parametersOf(url), user, password);
        } catch (URISyntaxException | RuntimeException e) {
            // The URL may hold a key store's password, so it is not repeated here.
            throw new IllegalArgumentException(URL_KEY + " is not an address of a broker", e);
        }
    }

    private static TransportConfiguration bounded(TransportConfiguration connector) {
        Map<String, Object> parameters = new LinkedHashMap<>(connector.getParams());
        parameters.putIfAbsent(TransportConstants.NETTY_CONNECT_TIMEOUT, CONNECT_TIMEOUT_MS);
        return new TransportConfiguration(
                connector.getFactoryClassName(), parameters, connector.getName(), connector.getExtraParams());
    }

    private static Map<String, String> parametersOf(String url) throws URISyntaxException {
        int query = url.indexOf('?', url.startsWith("(") ? url.lastIndexOf(')') : 0);
        return query < 0 ? Map.of() : URISupport.parseQuery(url.substring(query + 1));
    }

    private static @Nullable String value(
            String key, UnaryOperator<@Nullable String> systemProperties, UnaryOperator<@Nullable String> environment) {
        String property = systemProperties.apply(key);
        String value = property != null
                ? property
                : environment.apply(key.replace('.', '_').toUpperCase(Locale.ROOT));
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The URL's query and the password stay out of the log. */
    @Override
    public String toString() {
        return connectors.stream()
                .map(connector -> connector.getParams().get("host") + ":"
                        + connector.getParams().get("port"))
                .toList()
                .toString();
    }
}
