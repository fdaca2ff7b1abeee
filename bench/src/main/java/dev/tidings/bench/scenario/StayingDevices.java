package dev.tidings.bench.scenario;

import dev.tidings.bench.Connector;
import dev.tidings.bench.Session;
import dev.tidings.bench.TidingsServer;
import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.History;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.omtp.proto.MsgData;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Devices that come back when their connection ends, with the SDKs' back-off, pull what they missed, and send a message again until they
 * know that it was accepted.
 */
final class StayingDevices implements Connector, AutoCloseable {
    /** Longer than any server is away here. */
    private static final Duration KNOWN_WITHIN = Duration.ofMinutes(5);

    private final TidingsServer server;
    private final ImNetwork network = new ImNetwork(1, Clock.systemUTC());
    private final List<Staying> devices = new CopyOnWriteArrayList<>();

    StayingDevices(TidingsServer server) {
        this.server = server;
    }

    @Override
    public CompletableFuture<Session> connect(String user, int device, Session.Receiver receiver) {
        return server.login(user, device).thenCompose(login -> {
            Staying staying = new Staying(login, receiver);
            devices.add(staying);
            return staying.start();
        });
    }

    /** Forgets when each device was in step; called when all have lost their connection, or are about to notice. */
    void forgetInStep() {
        devices.forEach(device -> device.inStepAt = 0);
    }

    /** When each device was first in step since {@link #forgetInStep}, as {@link System#nanoTime} counts, the earliest first. */
    List<Long> inStepAt() {
        return devices.stream()
                .map(device -> device.inStepAt)
                .filter(at -> at != 0)
                .sorted()
                .toList();
    }

    int size() {
        return devices.size();
    }

    @Override
    public void close() {
        network.close();
    }

    private final class Staying implements Session, DeviceListener {
        private final Receiver receiver;
        private final Compose compose;
        private final ImDevice device;
        private final CompletableFuture<Session> firstInStep = new CompletableFuture<>();
        private volatile long inStepAt;

        Staying(Login login, Receiver receiver) {
            this.receiver = receiver;
            this.compose = new Compose(login, Clock.systemUTC());
            this.device = new ImDevice(
                    login.userID() + login.platform(), network, login, DeviceOptions.SDK, this, History.NONE);
        }

        CompletableFuture<Session> start() {
            device.start();
            return firstInStep;
        }

        @Override
        public void onSynced() {
            if (inStepAt == 0) {
                inStepAt = System.nanoTime();
            }
            firstInStep.complete(this);
        }

        @Override
        public void onMessage(String conversationID, MsgData message) {
            TidingsServer.hand(message, receiver);
        }

        @Override
        public void onStopped(String reason) {
            receiver.lost(reason);
        }

        @Override
        public CompletableFuture<?> send(String to, String text) {
            return device.sendUntilKnown(compose.text(to, text), KNOWN_WITHIN);
        }

        @Override
        public void close() {
            device.close();
        }
    }
}
