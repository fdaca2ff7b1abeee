package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.Closed;
import dev.tidings.client.DeviceCounts;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.SubUserOnlineStatusElem;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What two nodes know of each other's users, and who ends whose login across them. The transfer module does not call the push
 * module here, so whatever arrives came by the push queue. Goes before the stack that most classes share.
 */
@Order(1)
class TwoNodesIT {
    private static final int USERS = 6;
    private static final int PER_SECOND = 20;
    private static final int RACES = 15;
    private static final int KICKED = 4003;
    private static final int TOKEN_KICKED = 1506;
    private static final Duration KICKED_WITHIN = Duration.ofSeconds(1);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

    private static Stack stack;

    private final ImNetwork network = new ImNetwork(1, Clock.systemUTC());
    private final String user = "user" + Long.toString(System.nanoTime(), 36);
    private RestClient first;
    private RestClient second;

    @BeforeAll
    static void startNodes() throws IOException {
        stack = Stack.start(
                "two-nodes",
                20,
                List.of(
                        "--nodes",
                        "2",
                        "--balancer",
                        "none",
                        "--java-option",
                        "-XX:TieredStopAtLevel=1",
                        "--set",
                        "im.push.call=false"));
    }

    @AfterAll
    static void stopNodes() {
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void register() {
        first = stack.admin(stack.restUrl(1));
        second = stack.admin(stack.restUrl(2));
        first.register(List.of(user));
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    @Test
    void withoutTheCallEverythingArrivesByThePushQueue() throws Exception {
        Broker broker = new Broker(stack);
        long before = broker.added("im.push");
        try (Crowd crowd = Crowd.connected(
                stack,
                USERS,
                List.of(
                        List.of(stack.socketUrl(1), stack.socketUrl(2)),
                        List.of(stack.socketUrl(2), stack.socketUrl(1))),
                DeviceOptions.FAST)) {
            List<CompletableFuture<UserSendMsgResp>> sends = crowd.chat(PER_SECOND, Duration.ofSeconds(5));
            Pair.awaitAcks(sends);

            crowd.verify();
            assertThat(sum(crowd, DeviceCounts::delivered)).isEqualTo(4L * sends.size());
            // The queue keeps no order, so some are pulled, before they come or because they came too early.
            assertThat(sum(crowd, DeviceCounts::pulled)).isLessThan(2L * sends.size());
            assertThat(broker.added("im.push") - before)
                    .as("batches in the push queue")
                    .isGreaterThan(PER_SECOND);
        }
    }

    private static long sum(Crowd crowd, ToLongFunction<DeviceCounts> count) {
        return crowd.devices().stream().map(ImDevice::counts).mapToLong(count).sum();
    }

    @Test
    void whoComesAndGoesIsKnownOnTheOtherNodeWithinTwoSeconds() {
        Watcher watcher = new Watcher();
        String watching = "watcher" + user;
        first.register(List.of(watching));
        ImClient watch = connected(login(2, watching, Platform.WEB, second), watcher);
        watcher.onOnlineStates(watch.subscribe(List.of(user), List.of()).join());
        assertThat(watcher.platforms).isEmpty();

        ImClient web = connected(login(1, user, Platform.WEB, first));
        awaitOnline(watcher, Platform.WEB);
        ImClient android = connected(login(2, user, Platform.ANDROID, first));
        awaitOnline(watcher, Platform.ANDROID, Platform.WEB);
        assertThat(device(second, Platform.WEB)
                        .orElseThrow()
                        .path("isBackground")
                        .asBoolean())
                .isFalse();

        web.setBackground(true).join();
        await("in the background")
                .atMost(KNOWN_WITHIN)
                .until(() -> device(second, Platform.WEB)
                        .filter(it -> it.path("isBackground").asBoolean())
                        .isPresent());

        web.close();
        awaitOnline(watcher, Platform.ANDROID);
        android.close();
        awaitOnline(watcher);
    }

    /** By subscription on one node, and by REST on both. */
    private void awaitOnline(Watcher watcher, Platform... platforms) {
        List<Integer> ids = new ArrayList<>();
        for (Platform platform : platforms) {
            ids.add(platform.id());
        }
        await("online with " + ids).atMost(KNOWN_WITHIN).untilAsserted(() -> {
            assertThat(watcher.platforms).isEqualTo(ids);
            assertThat(platforms(first)).isEqualTo(ids);
            assertThat(platforms(second)).isEqualTo(ids);
        });
    }

    private List<Integer> platforms(RestClient node) {
        List<Integer> ids = new ArrayList<>();
        status(node)
                .path("detailPlatformStatus")
                .forEach(it -> ids.add(it.path("platformID").asInt()));
        return ids.stream().sorted().toList();
    }

    private Optional<JsonNode> device(RestClient node, Platform platform) {
        for (JsonNode device : status(node).path("detailPlatformStatus")) {
            if (device.path("platformID").asInt() == platform.id()) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    private JsonNode status(RestClient node) {
        var asked = RestClient.object();
        asked.putArray("userIDs").add(user);
        return node.post("/user/get_users_online_status", asked).orThrow().path(0);
    }

    /** What the last push told of the one user that is subscribed to; ascending. */
    private static final class Watcher implements ImListener {
        private volatile List<Integer> platforms = List.of();

        @Override
        public void onOnlineStates(SubUserOnlineStatusTips states) {
            for (SubUserOnlineStatusElem each : states.getSubscribersList()) {
                platforms = List.copyOf(each.getOnlinePlatformIDsList());
            }
        }
    }

    @Test
    void aLoginOnTheOtherNodeEndsThatOfTheSamePlatform() {
        Login old = login(1, user, Platform.WEB, first);
        ImClient before = connected(old);
        ImClient bystander = connected(login(1, user, Platform.ANDROID, first));

        long began = System.nanoTime();
        ImClient after = connected(login(2, user, Platform.WEB, second));

        assertThat(closed(before).code()).isEqualTo(KICKED);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(KICKED_WITHIN);
        assertIsOut(connectedUnlessKicked(old));
        assertThat(after.isOpen()).isTrue();
        assertThat(bystander.isOpen()).isTrue();
    }

    @Test
    void aRevokedTokenClosesItsSocketsOnTheOtherNode() {
        ImClient web = connected(login(1, user, Platform.WEB, first));
        ImClient android = connected(login(1, user, Platform.ANDROID, first));

        long began = System.nanoTime();
        second.post(
                        "/auth/force_logout",
                        RestClient.object().put("userID", user).put("platformID", Platform.WEB.id()))
                .orThrow();

        assertThat(closed(web).code()).isEqualTo(KICKED);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(KICKED_WITHIN);
        assertThat(android.isOpen()).isTrue();
    }

    @Test
    void whoComesBackOnTheOtherNodeWithTheSameTokenKicksNobody() {
        Login login = login(1, user, Platform.WEB, first);
        ImClient before = connected(login);

        ImClient after = connected(login.at(stack.socketUrl(2)));
        Stack.pause(KICKED_WITHIN.toMillis());

        assertThat(before.isOpen()).isTrue();
        assertThat(after.isOpen()).isTrue();
        before.close();
        closed(before);
        Stack.pause(KICKED_WITHIN.toMillis());
        assertThat(after.isOpen()).isTrue();
        assertThat(platforms(first)).isEqualTo(List.of(Platform.WEB.id()));
    }

    /** The old login reconnects on one node in the very moment in which the new one is made and connects on the other. */
    @Test
    void inARaceOfAReconnectWithANewLoginTheNewOneStays() {
        Login old = login(1, user, Platform.WEB, first);
        for (int race = 0; race < RACES; race++) {
            Login back = old;
            long pause = ThreadLocalRandom.current().nextLong(40);
            CompletableFuture<Optional<ImClient>> reconnected = CompletableFuture.supplyAsync(() -> {
                Stack.pause(pause);
                return connectedUnlessKicked(back);
            });

            Login next = login(2, user, Platform.WEB, second);
            ImClient after = connected(next);

            assertIsOut(reconnected.join());
            assertIsOut(connectedUnlessKicked(back));
            assertThat(after.isOpen()).isTrue();
            after.close();
            old = next.at(stack.socketUrl(1));
        }
    }

    private Optional<ImClient> connectedUnlessKicked(Login login) {
        try {
            return Optional.of(connected(login));
        } catch (CompletionException e) {
            assertThat(refusal(e)).isEqualTo(TOKEN_KICKED);
            return Optional.empty();
        }
    }

    /** Refused, or let in where the kick was still on its way, and then kicked within the second. */
    private static void assertIsOut(Optional<ImClient> client) {
        long began = System.nanoTime();
        client.ifPresent(it -> {
            assertThat(closed(it).code()).isEqualTo(KICKED);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(KICKED_WITHIN);
        });
    }

    private static int refusal(Throwable failure) {
        if (failure.getCause() instanceof RefusedException refused) {
            return refused.errCode();
        }
        throw new AssertionError("not refused, but failed", failure);
    }

    private static Login login(int node, String user, Platform platform, RestClient rest) {
        return Login.javascript(stack.socketUrl(node), user, platform, rest.userToken(user, platform));
    }

    private ImClient connected(Login login) {
        return connected(login, new ImListener() {});
    }

    private ImClient connected(Login login, ImListener listener) {
        return ImClient.connect(network, login, listener)
                .orTimeout(Pair.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Closed closed(ImClient client) {
        return client.closed().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
