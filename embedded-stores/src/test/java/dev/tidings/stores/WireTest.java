package dev.tidings.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WireTest {
    private static final int TRIES = 100;

    @Test
    void aPortThatSomebodyListensOnIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Wire.isFree(taken.getLocalPort())).isFalse();
        }
    }

    /** Processes that are started meanwhile have this one's sockets for a moment. */
    @Test
    @Timeout(60)
    void aPortIsFreeForOthersAsSoonAsItWasFoundToBe() throws Exception {
        int port = Wire.freePort(it -> false);
        AtomicBoolean over = new AtomicBoolean();
        Thread starting = new Thread(() -> {
            while (!over.get()) {
                try {
                    new ProcessBuilder("true").start().waitFor();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        starting.start();
        try {
            for (int i = 0; i < TRIES; i++) {
                // The others may have this test's own listener, too, for a moment.
                while (!Wire.isFree(port)) {
                    Thread.sleep(10);
                }
                listenOn(port);
            }
        } finally {
            over.set(true);
            starting.join();
        }
    }

    private static void listenOn(int port) throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
