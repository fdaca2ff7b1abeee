package dev.tidings.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The broker with its real configuration, as a process of its own. */
record BrokerProcess(Process process, int port) implements AutoCloseable {
    static final String PASSWORD = "just-for-this-test";

    static BrokerProcess start(Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return start(folder, port);
    }

    static BrokerProcess start(Path folder, int port) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Process process = new ProcessBuilder(
                        java(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.tidings.broker.Broker",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("data").toString(),
                        "--password-file",
                        password.toString())
                .redirectError(folder.resolve("broker.log").toFile())
                .start();
        try {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            CompletableFuture.supplyAsync(() -> readLine(output)).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
        return new BrokerProcess(process, port);
    }

    private static String readLine(BufferedReader output) {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("the broker did not start, see broker.log");
            }
            return line;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static ActiveMQConnectionFactory connections(int port) {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "im", PASSWORD);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
