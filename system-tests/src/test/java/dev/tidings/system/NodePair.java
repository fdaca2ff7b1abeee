package dev.tidings.system;

import static org.awaitility.Awaitility.await;

import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.History;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One who writes and one who listens, each on a node of their own choice, and the time between the two. */
final class NodePair implements AutoCloseable {
    private final ImNetwork network = new ImNetwork(2, Clock.systemUTC());
    private final Map<String, Long> received = new ConcurrentHashMap<>();
    private final String receiver;
    private final ImDevice from;
    private final ImDevice to;
    private final Compose compose;

    private NodePair(Stack stack, int senderNode, int receiverNode) {
        RestClient admin = stack.admin();
        String run = Long.toString(System.nanoTime(), 36);
        String sender = "sender" + run;
        receiver = "receiver" + run;
        admin.register(List.of(sender, receiver));
        Login fromLogin = Login.web(stack.socketUrl(senderNode), sender, admin.userToken(sender, Platform.WEB));
        Login toLogin = Login.web(stack.socketUrl(receiverNode), receiver, admin.userToken(receiver, Platform.WEB));
        compose = new Compose(fromLogin, Clock.systemUTC());
        from = new ImDevice("from", network, fromLogin, DeviceOptions.FAST, new DeviceListener() {}, History.NONE);
        to = new ImDevice(
                "to",
                network,
                toLogin,
                DeviceOptions.FAST,
                new DeviceListener() {
                    @Override
                    public void onMessage(String where, MsgData message) {
                        received.put(message.getClientMsgID(), System.nanoTime());
                    }
                },
                History.NONE);
    }

    static NodePair connected(Stack stack, int senderNode, int receiverNode) {
        NodePair pair = new NodePair(stack, senderNode, receiverNode);
        pair.from.start();
        pair.to.start();
        await().atMost(Pair.PATIENCE).until(() -> pair.from.isInStep() && pair.to.isInStep());
        return pair;
    }

    /** From the call that sends until the receiver has it; ascending. */
    List<Duration> latencies(int perSecond, Duration how) {
        long end = System.nanoTime() + how.toNanos();
        return latenciesWhile(perSecond, () -> System.nanoTime() < end);
    }

    /** Those of the messages that are sent while something else happens. */
    List<Duration> latenciesDuring(int perSecond, Runnable what) {
        CompletableFuture<Void> happening = CompletableFuture.runAsync(what);
        List<Duration> latencies = latenciesWhile(perSecond, () -> !happening.isDone());
        happening.join();
        return latencies;
    }

    private List<Duration> latenciesWhile(int perSecond, Crowd.Condition condition) {
        Map<String, Long> sent = new ConcurrentHashMap<>();
        List<CompletableFuture<UserSendMsgResp>> sends = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; condition.holds(); i++) {
            MsgData message = compose.text(receiver, "n" + i);
            sent.put(message.getClientMsgID(), System.nanoTime());
            sends.add(from.sendUntilKnown(message, Pair.PATIENCE));
            long next = began + (i + 1) * TimeUnit.SECONDS.toNanos(1) / perSecond;
            Stack.pause(Math.max(0, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime())));
        }
        Pair.awaitAcks(sends);
        await().atMost(Pair.PATIENCE).until(() -> received.keySet().containsAll(sent.keySet()));
        return sent.entrySet().stream()
                .map(each -> Duration.ofNanos(Objects.requireNonNull(received.get(each.getKey())) - each.getValue()))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        from.close();
        to.close();
        network.close();
    }
}
