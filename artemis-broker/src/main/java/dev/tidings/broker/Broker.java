package dev.tidings.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * Runs ActiveMQ Artemis with the queues of Tidings until it gets SIGTERM. Prints one line to standard output when clients can
 * connect, {@code tidings-broker ready port=… journal=ASYNCIO|NIO data=…}; the log goes to standard error. Exits with 2 on wrong
 * arguments and with 1 if the broker does not start.
 */
public final class Broker {
    /** The role that broker.xml gives every right to. */
    private static final String ROLE = "im";

    private Broker() {}

    public static void main(String[] args) {
        BrokerOptions options;
        try {
            options = BrokerOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + BrokerOptions.USAGE);
            System.exit(2);
            return;
        }
        try {
            configureLog();
            ActiveMQServer server = start(options);
            System.out.println("tidings-broker ready port=" + options.port() + " journal="
                    + server.getConfiguration().getJournalType() + " data=" + options.data());
        } catch (Exception e) {
            System.err.println("tidings-broker did not start: " + e);
            // Its threads are not daemons: without this, half a broker would stay.
            System.exit(1);
        }
    }

    private static ActiveMQServer start(BrokerOptions options) throws Exception {
        Files.createDirectories(options.data());
        System.setProperty("tidings.broker.data", options.data().toString());
        System.setProperty("tidings.broker.bind", options.bind());
        System.setProperty("tidings.broker.port", Integer.toString(options.port()));
        System.setProperty("tidings.broker.datasync", Boolean.toString(options.datasync()));

        EmbeddedActiveMQ broker = new EmbeddedActiveMQ()
                .setConfigResourcePath(options.config())
                .setSecurityManager(security(options.user(), passwordIn(options.passwordFile())));
        broker.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "tidings-broker-stop"));

        ActiveMQServer server = broker.getActiveMQServer();
        // Artemis logs some failures of its start, a port in use among them, and returns as if nothing had happened.
        if (!server.isActive() || !server.getRemotingService().isStarted()) {
            throw new IllegalStateException("see the log above");
        }
        return server;
    }

    private static void configureLog() throws IOException {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (InputStream properties = Broker.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(Objects.requireNonNull(properties));
        }
    }

    private static ActiveMQJAASSecurityManager security(String user, String password) {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(user, password);
        users.addRole(user, ROLE);
        return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users);
    }

    private static String passwordIn(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IOException("no password in " + file));
        }
    }

    private static void stop(EmbeddedActiveMQ broker) {
        try {
            broker.stop();
        } catch (Exception e) {
            // The journal is safe at any point, so there is nothing to save; say it and let the process end.
            System.err.println("tidings-broker did not stop cleanly: " + e);
        }
    }
}
