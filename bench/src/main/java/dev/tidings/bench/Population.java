package dev.tidings.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The users, two devices each, in fixed pairs of friends: 2n and 2n + 1 write to each other. */
public final class Population implements AutoCloseable {
    private static final int CONNECTING_AT_ONCE = 32;
    private static final long CONNECT_SECONDS = 120;

    private final List<String> users;
    private final Session[] first;
    private final Session[] second;
    /** By user: the highest number that the peer's and the own messages had at device 1, 2; order is checked by them. */
    private final long[][] highest;

    private final AtomicInteger lostConnections = new AtomicInteger();
    private volatile Ledger ledger = new Ledger(0, new long[0]);

    private Population(List<String> users) {
        this.users = users;
        this.first = new Session[users.size()];
        this.second = new Session[users.size()];
        this.highest = new long[users.size()][4];
    }

    /** Registers and connects everyone. */
    public static Population connect(Server server, String prefix, int size) {
        return connect(server, server, prefix, size);
    }

    /** The same, with devices that connect in another way than the server's own. */
    public static Population connect(Server server, Connector connector, String prefix, int size) {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            users.add(prefix + i);
        }
        server.register(users);
        Population population = new Population(users);
        population.connectAll(connector);
        return population;
    }

    private void connectAll(Connector connector) {
        Semaphore places = new Semaphore(CONNECTING_AT_ONCE);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            int user = i;
            for (int device = 1; device <= 2; device++) {
                Session[] sessions = device == 1 ? first : second;
                places.acquireUninterruptibly();
                all.add(connector
                        .connect(users.get(i), device, receiver(user, device))
                        .whenComplete((session, failure) -> places.release())
                        .thenAccept(session -> sessions[user] = session));
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private Session.Receiver receiver(int user, int device) {
        return new Session.Receiver() {
            @Override
            public void received(String text) {
                arrived(user, device, Texts.number(text), System.nanoTime());
            }

            @Override
            public void lost(String why) {
                lostConnections.incrementAndGet();
            }
        };
    }

    /** A device hears one network thread, so its two marks need no lock. */
    private void arrived(int user, int device, long number, long now) {
        if (number < 0) {
            return;
        }
        Ledger current = ledger;
        boolean own = sender(number) == user;
        int mark = (device - 1) * 2 + (own ? 1 : 0);
        if (number < highest[user][mark]) {
            current.outOfOrder();
        }
        highest[user][mark] = Math.max(highest[user][mark], number);
        if (!own) {
            current.arrived(number, device == 1 ? Ledger.Place.RECEIVER_1 : Ledger.Place.RECEIVER_2, now);
        } else if (device == 2) {
            current.arrived(number, Ledger.Place.SENDER_2, now);
        }
    }

    int size() {
        return users.size();
    }

    List<String> users() {
        return users;
    }

    /** Who sends the message of a number: everyone in turn, spread so that neighbours in time are not neighbours here. */
    int sender(long number) {
        return Math.floorMod(number * 7919, users.size());
    }

    int peer(int user) {
        return user ^ 1;
    }

    CompletableFuture<?> send(long number, String text) {
        int sender = sender(number);
        return first[sender].send(users.get(peer(sender)), text);
    }

    void recordIn(Ledger next) {
        ledger = next;
    }

    /** Connections that ended without being asked to. */
    public int lostConnections() {
        return lostConnections.get();
    }

    @Override
    public void close() {
        for (int i = 0; i < users.size(); i++) {
            if (first[i] != null) {
                first[i].close();
            }
            if (second[i] != null) {
                second[i].close();
            }
        }
    }
}
