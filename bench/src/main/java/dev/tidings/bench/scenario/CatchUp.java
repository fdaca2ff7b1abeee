package dev.tidings.bench.scenario;

import dev.tidings.bench.Session;
import dev.tidings.bench.Spread;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.Platform;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a device that was away takes to have what it missed, from the connect until the last message is there. The messages
 * were sent through the server; the device asks as the SDKs do, with gzip, over its WebSocket.
 */
final class CatchUp implements Scenario {
    private static final int TEXT_BYTES = 200;
    /** Far below the 512 that one connection may have unanswered. */
    private static final int UNANSWERED_MAX = 200;

    /** The server compiles what it needs for this in the first dozens of catch-ups; they are not counted. */
    private static final int WARM_UP_MESSAGES = 500;

    private static final int WARM_UP_CONVERSATIONS = 10;
    private static final int WARM_UPS = 30;
    private static final int WARM_UPS_OF_A_CASE = 1;
    private static final long CONNECT_SECONDS = 30;
    private static final long ACK_SECONDS = 60;
    private static final long STORED_SECONDS = 120;

    private final ScenarioOptions options;
    private final Clock clock;

    CatchUp(ScenarioOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * One case.
     *
     * @param missed messages
     * @param conversations over which they are spread
     * @param way in which the device asks
     * @param requests that it took, the one for the newest seqs included
     * @param seconds of each repeat, in their order
     */
    record Figures(int missed, int conversations, String way, int requests, Spread spread, List<Double> seconds) {}

    /** How one catch-up went. */
    private record Run(double seconds, int requests) {}

    @Override
    public Outcome run() throws Exception {
        List<Figures> figures = new ArrayList<>();
        try (TidingsServer server = options.server("catch-up");
                ImNetwork network = new ImNetwork(1, clock)) {
            server.start();
            warmUp(server, network);
            for (int messages : options.messages()) {
                for (int conversations : options.conversations()) {
                    String receiver = "c" + messages + "x" + conversations;
                    Map<String, Long> sent = send(server, receiver, messages, conversations);
                    Login login = login(server, receiver);
                    for (Way way : Way.values()) {
                        figures.add(measure(network, login, sent, way));
                    }
                }
            }
        }
        return new Outcome(table(figures), figures);
    }

    private void warmUp(TidingsServer server, ImNetwork network)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Long> sent = send(server, "w", WARM_UP_MESSAGES, WARM_UP_CONVERSATIONS);
        Login login = login(server, "w");
        for (int i = 0; i < WARM_UPS; i++) {
            for (Way way : Way.values()) {
                catchUp(network, login, sent, way);
            }
        }
    }

    private static Login login(TidingsServer server, String user) {
        return Login.nativeApp(
                server.webSocket(), user, Platform.ANDROID, server.admin().userToken(user, Platform.ANDROID));
    }

    // ---- what the device misses

    /** Fills the conversations of one user, who is not there, and gives how many messages each has in the end. */
    private Map<String, Long> send(TidingsServer server, String receiver, int messages, int conversations)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> senders = new ArrayList<>();
        for (int i = 0; i < conversations; i++) {
            senders.add(receiver + "s" + i);
        }
        List<String> everyone = new ArrayList<>(senders);
        everyone.add(receiver);
        server.register(everyone);
        List<Session> sessions = new ArrayList<>();
        Map<String, Long> sent = new TreeMap<>();
        try {
            for (String sender : senders) {
                sessions.add(server.connect(sender, 1, new Deaf()).get(CONNECT_SECONDS, TimeUnit.SECONDS));
            }
            sendAll(sessions, receiver, messages);
            for (int i = 0; i < messages; i++) {
                String conversation = ConversationId.single(
                                new UserId(senders.get(i % conversations)), new UserId(receiver))
                        .value();
                sent.merge(conversation, 1L, Long::sum);
            }
            awaitStored(server, receiver, messages);
        } finally {
            sessions.forEach(Session::close);
        }
        return sent;
    }

    /** The senders in turn, at the rate, or slower if the server cannot bear it; any refusal is a failure. */
    private void sendAll(List<Session> sessions, String receiver, int messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        Texts texts = new Texts(TEXT_BYTES);
        Semaphore unanswered = new Semaphore(UNANSWERED_MAX);
        List<CompletableFuture<?>> all = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            LockSupport.parkNanos((long) (begin + i * 1e9 / options.rate()) - System.nanoTime());
            if (!unanswered.tryAcquire(ACK_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not answer sends any more");
            }
            all.add(sessions.get(i % sessions.size())
                    .send(receiver, texts.of(i))
                    .whenComplete((ack, failure) -> unanswered.release()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(ACK_SECONDS, TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Scenarios.say(messages + " messages for " + receiver + " sent in " + MarkdownTable.number(seconds, 1) + " s");
    }

    private static void awaitStored(TidingsServer server, String receiver, int messages) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STORED_SECONDS);
        while (stored(server, receiver) < messages && System.nanoTime() < until) {
            Thread.sleep(100);
        }
        WrongCountException.require("messages in the mailbox of " + receiver, messages, stored(server, receiver));
    }

    private static long stored(TidingsServer server, String user) {
        return server.stored(List.of(user)).getOrDefault(user, 0L);
    }

    // ---- the device that comes back

    private Figures measure(ImNetwork network, Login login, Map<String, Long> sent, Way way)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < WARM_UPS_OF_A_CASE; i++) {
            catchUp(network, login, sent, way);
        }
        List<Double> seconds = new ArrayList<>();
        int requests = 0;
        for (int i = 0; i < options.repeats(); i++) {
            Run run = catchUp(network, login, sent, way);
            seconds.add(run.seconds());
            requests = run.requests();
        }
        int missed = Math.toIntExact(
                sent.values().stream().mapToLong(Long::longValue).sum());
        return new Figures(missed, sent.size(), way.title(), requests, Spread.of(seconds), seconds);
    }

    private static Run catchUp(ImNetwork network, Login login, Map<String, Long> sent, Way way)
            throws InterruptedException, ExecutionException, TimeoutException {
        Received received = new Received();
        long begin = System.nanoTime();
        ImClient client = ImClient.connect(network, login, new ImListener() {}).get(CONNECT_SECONDS, TimeUnit.SECONDS);
        try {
            Map<String, Long> newest = new TreeMap<>(client.newestSeqs().join().getMaxSeqsMap());
            int requests = 1 + way.pull(client, newest, received);
            long took = System.nanoTime() - begin;
            received.requireExactly(sent);
            return new Run(took / 1e9, requests);
        } finally {
            client.close();
            client.closed().get(CONNECT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table = new MarkdownTable(
                "missed", "conversations", "asked for", "requests", "median ms", "min ms", "max ms", "messages/s");
        for (Figures each : figures) {
            Spread spread = each.spread();
            table.row(
                    MarkdownTable.count(each.missed()),
                    MarkdownTable.count(each.conversations()),
                    each.way(),
                    MarkdownTable.count(each.requests()),
                    MarkdownTable.number(spread.median() * 1000, 0),
                    MarkdownTable.number(spread.least() * 1000, 0),
                    MarkdownTable.number(spread.most() * 1000, 0),
                    MarkdownTable.number(each.missed() / spread.median(), 0));
        }
        return table.toString();
    }
}
