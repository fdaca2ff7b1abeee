package dev.tidings.bench;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An XMPP server with a message archive in MariaDB, carbons and stream management, over WebSocket. */
abstract class XmppServer implements Server {
    static final String HOST = "localhost";
    private static final int START_TRIES = 600;

    private final Path folder;
    private final int port;
    private final NioEventLoopGroup loops;
    private final Conditions conditions;
    private PeerDatabase database;
    private Process process;

    /**
     * @param folder its data, emptied at the start
     * @param port its first port; it takes three
     */
    @SuppressWarnings("NullAway.Init") // Both are there from start() on.
    XmppServer(Path folder, int port, int networkThreads, Conditions conditions) {
        this.folder = folder;
        this.port = port;
        this.conditions = conditions;
        this.loops = new NioEventLoopGroup(networkThreads, new DefaultThreadFactory("xmpp-client", true));
    }

    /** Writes what it needs and says how it is run. */
    abstract ProcessBuilder prepare(Path folder, int port, PeerDatabase database)
            throws IOException, InterruptedException;

    /** Makes one account. */
    abstract void register(String user, int port);

    abstract URI webSocket(int port);

    /** The archive's rows. */
    abstract long archived(PeerDatabase database);

    @Override
    public String ackProves() {
        String disk = switch (conditions.durability()) {
            case SYNCED -> "synced";
            case CACHED -> "with the operating system, so a power cut may take them";
        };
        return "the server has handled the stanza; the archive's rows are committed by then in practice (" + disk
                + "), and no promise says so; no seq, no dedup of a repeated send";
    }

    @Override
    public void start() {
        try {
            Programs.deleteTree(folder);
            database = PeerDatabase.start(folder, port + 1, conditions);
            process = Programs.startServer(conditions.pinning().onServerCore(prepare(folder, port, database)));
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitPort() throws InterruptedException {
        for (int i = 0; i < START_TRIES && process.isAlive(); i++) {
            try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(name() + " did not start, see " + folder);
    }

    @Override
    public void register(List<String> users) {
        users.forEach(user -> register(user, port));
    }

    @Override
    public CompletableFuture<Session> connect(String user, int device, Session.Receiver receiver) {
        // Once more, as any client would: ejabberd has closed a socket while it was being opened, right after its
        // start.
        return open(user, device, receiver)
                .exceptionallyCompose(failure -> open(user, device, receiver))
                .thenApply(session -> session);
    }

    private CompletableFuture<XmppSession> open(String user, int device, Session.Receiver receiver) {
        return XmppSession.connect(loops, webSocket(port), HOST, user, "d" + device, receiver);
    }

    @Override
    public Map<String, List<Long>> processes() {
        Map<String, List<Long>> processes = new LinkedHashMap<>();
        processes.put(name(), List.of(process.pid()));
        processes.put("mariadb", List.of(database.pid()));
        return processes;
    }

    /** The archive has one row for each message and user, whoever it is; they are told as one user's. */
    @Override
    public Map<String, Long> stored(List<String> users) {
        return Map.of("all", archived(database));
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        if (process != null) {
            List<ProcessHandle> all = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        }
        if (database != null) {
            database.close();
        }
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
