package dev.tidings.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A TCP connection's way from one port to another on this machine, which can be cut, slowed down, or left half-open. */
final class Link implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long POLL_MILLIS = 20;

    /** How it is. */
    enum State {
        /** Bytes go through. */
        UP,
        /** Connections are closed, and new ones at once. */
        CUT,
        /** Every piece waits before it goes on. */
        SLOW,
        /** Connections stay open, and nothing goes through: neither side hears of it. */
        HALF_OPEN
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        return thread;
    });
    private volatile State state = State.UP;
    private volatile long delayMillis;

    /** Listens on {@code port} of the loopback and leads to {@code target} there; 0 for any free port. */
    Link(int port, int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void be(State wanted, long delay) {
        delayMillis = delay;
        state = wanted;
        if (wanted == State.CUT) {
            sockets.forEach(Link::closeQuietly);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket incoming = server.accept();
                if (state == State.CUT) {
                    closeQuietly(incoming);
                } else {
                    threads.execute(() -> connect(incoming));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket incoming) {
        Socket outgoing = new Socket();
        try {
            outgoing.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
            incoming.setTcpNoDelay(true);
            outgoing.setTcpNoDelay(true);
        } catch (IOException e) {
            closeQuietly(incoming);
            return;
        }
        sockets.add(incoming);
        sockets.add(outgoing);
        threads.execute(() -> copy(incoming, outgoing));
        copy(outgoing, incoming);
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hold();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone; so is the other.
            closeQuietly(to);
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void hold() throws IOException {
        try {
            if (state == State.SLOW) {
                Thread.sleep(delayMillis);
            }
            while (state == State.HALF_OPEN) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the link ends", e);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(Link::closeQuietly);
        threads.shutdownNow();
    }
}
