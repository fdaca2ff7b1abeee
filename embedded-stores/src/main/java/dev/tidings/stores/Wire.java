package dev.tidings.stores;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/** Talks to a port in raw bytes: enough to tell whether the right kind of server answers, without any driver. */
final class Wire {
    private static final int TIMEOUT_MS = 2_000;
    /** Below the range from which the system takes ports for outgoing connections, which would race with a store. */
    private static final int FIRST_FREE_PORT = 23_000;

    private static final int LAST_FREE_PORT = 31_999;

    private Wire() {}

    /** Sends {@code question} (may be empty) and gives the first {@code length} bytes that come back. */
    static byte[] ask(int port, byte[] question, int length) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(question);
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readNBytes(length);
            if (answer.length < length) {
                throw new EOFException("port " + port + " closed the connection after " + answer.length + " bytes");
            }
            return answer;
        }
    }

    /**
     * Whether nobody listens there. It only binds: a process that is being started just now has this one's sockets for some
     * milliseconds, and one that listens would keep the port from whom it was asked for.
     */
    static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            // As the stores themselves do: a connection of an earlier run that lingers must not count as in use.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port nobody listens on and {@code taken} does not name. */
    static int freePort(IntPredicate taken) {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_FREE_PORT, LAST_FREE_PORT + 1);
            if (!taken.test(port) && isFree(port)) {
                return port;
            }
        }
        throw new StoreException("No free port between " + FIRST_FREE_PORT + " and " + LAST_FREE_PORT + ".");
    }
}
