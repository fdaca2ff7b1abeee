package dev.tidings.bench.scenario;

import com.google.protobuf.ByteString;
import dev.tidings.bench.TidingsServer;
import dev.tidings.client.Closed;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.PushMessages;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The sockets: a request that is answered from memory, so a frame is read, decoded, answered and written, and nothing else is done. */
final class SocketLoad implements PartLoad {
    private static final int CONNECTIONS = 200;

    private final ImNetwork network;
    private final List<ImClient> clients = new ArrayList<>();

    SocketLoad(TidingsServer server, Clock clock) {
        this.network = new ImNetwork(1, clock);
        List<String> users = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            users.add("socket" + i);
        }
        server.register(users);
        for (String user : users) {
            String token = server.admin().userToken(user, Platform.IOS);
            Login login = Login.nativeApp(server.webSocket(), user, Platform.IOS, token)
                    .withCompression(Compression.NONE);
            clients.add(ImClient.connect(network, login, new Silent()).join());
        }
    }

    private static final class Silent implements ImListener {
        @Override
        public void onPush(PushMessages messages) {
            throw new IllegalStateException("nobody sends anything");
        }

        @Override
        public void onClosed(Closed closed) {
            // A request on it fails, and the measurement with it.
        }
    }

    @Override
    public String part() {
        return "payara";
    }

    @Override
    public String work() {
        return "a frame with a request that is answered from memory, on a connection each";
    }

    @Override
    public int groupsAtOnce() {
        return 1;
    }

    @Override
    public Runnable group(List<Long> messages) {
        return () -> {
            List<CompletableFuture<ByteString>> answers = new ArrayList<>();
            for (long message : messages) {
                answers.add(clients.get((int) (message % CONNECTIONS)).setBackground(false));
            }
            answers.forEach(CompletableFuture::join);
        };
    }

    @Override
    public void close() {
        clients.forEach(ImClient::close);
        network.close();
    }
}
