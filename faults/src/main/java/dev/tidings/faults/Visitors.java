package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.Closed;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.LostException;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Further devices whose tokens are taken back while they are connected. One that came before a fault is thrown out after it:
 * whatever the fault did to tokens, caches and nodes, the open socket must be closed in time. Not during a fault, because
 * no one can tell a client whose link is cut.
 */
final class Visitors implements AutoCloseable {
    private static final long CLOSED_PATIENCE_MILLIS = 5_000;

    private final Supplier<RestClient> admin;
    private final ImNetwork network;
    private final List<String> users;
    private final List<URI> urls;
    private final HistoryWriter notes;
    private int came;
    private @Nullable Visitor here;

    /** @param urls where they connect, one after the other by turns */
    Visitors(Supplier<RestClient> admin, ImNetwork network, List<String> users, List<URI> urls, HistoryWriter notes) {
        this.admin = admin;
        this.network = network;
        this.users = List.copyOf(users);
        this.urls = List.copyOf(urls);
        this.notes = notes;
    }

    private record Visitor(String name, String user, ImClient client, AtomicBoolean gone) {}

    /** The one that is here is thrown out, or a new one if the faults have left it no connection; and the next one comes. */
    void turn() {
        Visitor visitor = here;
        if (visitor != null && !visitor.client().isOpen()) {
            leave(visitor);
            visitor = come();
        }
        if (visitor != null) {
            throwOut(visitor);
        }
        here = come();
    }

    private @Nullable Visitor come() {
        String user = users.get(came % users.size());
        String name = user + "-visitor" + came;
        URI url = urls.get(came % urls.size());
        came++;
        AtomicBoolean gone = new AtomicBoolean();
        try {
            Login login = Login.nativeApp(url, user, Platform.IPAD, admin.get().userToken(user, Platform.IPAD));
            ImClient client = ImClient.connect(network, login, new ImListener() {
                        @Override
                        public void onClosed(Closed closed) {
                            if (gone.compareAndSet(false, true)) {
                                note("CLOSED", name, user)
                                        .with("detail", closed.code() + " " + closed.reason())
                                        .end();
                            }
                        }
                    })
                    .join();
            note("CONNECTED", name, user).end();
            if (gone.get()) {
                // It was closed before it was noted that it was open.
                note("CLOSED", name, user).end();
                return null;
            }
            return new Visitor(name, user, client, gone);
        } catch (LostException | RefusedException | CompletionException e) {
            // What the last fault left behind; there will be another visitor.
            note("CONNECTED", name, user)
                    .with("outcome", "UNKNOWN")
                    .with("detail", String.valueOf(e.getMessage()))
                    .end();
            return null;
        }
    }

    private void throwOut(Visitor visitor) {
        if (visitor.client().isOpen()) {
            try {
                admin.get()
                        .post(
                                "/auth/force_logout",
                                RestClient.object()
                                        .put("userID", visitor.user())
                                        .put("platformID", Platform.IPAD.id()))
                        .orThrow();
                note("TOKEN_REVOKED", visitor.name(), visitor.user()).end();
                awaitGone(visitor);
            } catch (LostException | RefusedException e) {
                note("TOKEN_NOT_REVOKED", visitor.name(), visitor.user())
                        .with("detail", String.valueOf(e.getMessage()))
                        .end();
            }
        }
        leave(visitor);
    }

    private static void awaitGone(Visitor visitor) {
        long until = System.nanoTime() + CLOSED_PATIENCE_MILLIS * 1_000_000;
        while (!visitor.gone().get() && System.nanoTime() < until) {
            Tidings.pause(10);
        }
    }

    private void leave(Visitor visitor) {
        if (visitor.gone().compareAndSet(false, true)) {
            note("CLOSED", visitor.name(), visitor.user())
                    .with("detail", "closed by the device")
                    .end();
        }
        visitor.client().close();
    }

    private HistoryWriter.Event note(String kind, String name, String user) {
        return notes.event(kind).with("client", name).with("user", user).with("platform", Platform.IPAD.id());
    }

    /** Nobody is here any more, and nobody is thrown out. */
    void allLeave() {
        Visitor visitor = here;
        if (visitor != null) {
            leave(visitor);
        }
        here = null;
    }

    @Override
    public void close() {
        allLeave();
    }
}
