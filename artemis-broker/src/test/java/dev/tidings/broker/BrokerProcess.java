package dev.tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The broker as an operator starts it: its own JVM, on a free port of the loopback address. */
record BrokerProcess(Process process, int port) implements AutoCloseable {
    static final String PASSWORD = "just-for-this-test";

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static BrokerProcess start(Path folder, int port) throws Exception {
        Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Broker.class.getName(),
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("data").toString(),
                        "--password-file",
                        passwordFile.toString())
                .redirectError(folder.resolve("broker.log").toFile())
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        try {
            String line = CompletableFuture.supplyAsync(
                            () -> output.lines().findFirst().orElse("nothing"))
                    .get(60, TimeUnit.SECONDS);
            assertThat(line)
                    .as("see %s", folder.resolve("broker.log"))
                    .startsWith("tidings-broker ready port=" + port + " journal=");
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
        return new BrokerProcess(process, port);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
