package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody with a single device on one node, who does not come back, and a watcher on another node. */
final class Loner implements AutoCloseable {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

    private final ImNetwork network = new ImNetwork(1, Clock.systemUTC());
    private final RestClient elsewhere;
    private final ObjectNode asked = RestClient.object();
    private volatile boolean seenOnline;

    private Loner(RestClient elsewhere, String user) {
        this.elsewhere = elsewhere;
        asked.putArray("userIDs").add(user);
    }

    static Loner on(Stack stack, int node, int watchersNode) {
        RestClient elsewhere = stack.admin(stack.restUrl(watchersNode));
        String user = "loner" + Long.toString(System.nanoTime(), 36);
        String watcher = "watcher" + user;
        elsewhere.register(List.of(user, watcher));
        Loner loner = new Loner(elsewhere, user);
        loner.connect(
                Login.javascript(stack.socketUrl(node), user, Platform.IOS, elsewhere.userToken(user, Platform.IOS)));
        ImClient watch = loner.connect(Login.javascript(
                stack.socketUrl(watchersNode), watcher, Platform.WEB, elsewhere.userToken(watcher, Platform.WEB)));
        loner.note(watch.subscribe(List.of(user), List.of()).join());
        await("who is online").atMost(KNOWN_WITHIN).until(() -> loner.seenOnline && loner.isOnline());
        return loner;
    }

    private ImClient connect(Login login) {
        return ImClient.connect(network, login, new ImListener() {
                    @Override
                    public void onOnlineStates(SubUserOnlineStatusTips states) {
                        note(states);
                    }
                })
                .orTimeout(Pair.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void note(SubUserOnlineStatusTips states) {
        states.getSubscribersList().forEach(it -> seenOnline = it.getOnlinePlatformIDsCount() > 0);
    }

    private boolean isOnline() {
        return elsewhere
                        .post("/user/get_users_online_status", asked)
                        .orThrow()
                        .path(0)
                        .path("status")
                        .asInt()
                == 1;
    }

    /** To be called when the node is killed: two seconds later REST and the subscription on the other node know it. */
    void awaitKnownToBeGone() {
        long began = System.nanoTime();
        await("who is gone")
                .atMost(KNOWN_WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    assertThat(isOnline()).as("online by REST").isFalse();
                    assertThat(seenOnline).as("online by subscription").isFalse();
                });
        System.out.printf(
                "whose node was killed is offline on another one after %d ms%n",
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    @Override
    public void close() {
        network.close();
    }
}
