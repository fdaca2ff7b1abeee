package dev.tidings.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lets hosts that have no way to this machine's loopback reach one of its ports. */
final class Relay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;

    /** From a port of an address of this machine to the same port of its loopback. */
    Relay(String address, int port) throws IOException {
        this.port = port;
        server.bind(new InetSocketAddress(address, port));
        threads.execute(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket incoming = server.accept();
                Socket outgoing = new Socket(InetAddress.getLoopbackAddress(), port);
                for (Socket each : Set.of(incoming, outgoing)) {
                    each.setTcpNoDelay(true);
                    sockets.add(each);
                }
                threads.execute(() -> copy(incoming, outgoing));
                threads.execute(() -> copy(outgoing, incoming));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new IllegalStateException("a relay to port " + port + " broke", e);
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and so is the other now.
            System.getLogger(Relay.class.getName()).log(System.Logger.Level.DEBUG, "a connection ended", e);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : sockets) {
            each.close();
        }
        threads.shutdownNow();
    }
}
