package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.Population;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import dev.tidings.client.Compose;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long it takes from the ack of a message until it can be read and until its row is in the full history, under load. A pair of users of its
 * own sends a message at a time and then asks, over and over, its own connection for the newest seq and the database for the row.
 */
final class Lag implements Scenario {
    private static final int USERS = 500;
    private static final int TEXT_BYTES = 200;
    private static final long SEED = 1;
    private static final String SENDER = "lag0";
    private static final String RECEIVER = "lag1";
    private static final long ANSWER_SECONDS = 30;
    private static final long THERE_SECONDS = 60;
    /** From one question to the next, and from one message to the next: what is asked is to cost next to nothing. */
    private static final long QUESTION_MS = 2;

    private static final long MESSAGE_MS = 150;
    private static final long LONGEST_MICROS = 60_000_000;

    private final ScenarioOptions options;

    Lag(ScenarioOptions options) {
        this.options = options;
    }

    /**
     * At one rate.
     *
     * @param messages that were followed, beside the load
     * @param ack from the send
     * @param readable from the ack until the newest seq of the conversation tells that it can be pulled
     * @param recorded from the ack until its row is in the full history
     */
    record Figures(double rate, int messages, Ledger.Latency ack, Ledger.Latency readable, Ledger.Latency recorded) {}

    @Override
    public Outcome run() throws Exception {
        List<Figures> figures = new ArrayList<>();
        try (TidingsServer server = options.server("lag")) {
            server.start();
            try (Population people = Population.connect(server, "lg", USERS);
                    Follower follower = new Follower(server)) {
                OpenLoop loop = new OpenLoop(people, new Texts(TEXT_BYTES), SEED);
                Cost.of(server, loop, options.rates().get(0), options.stageWarmUpSeconds());
                for (double rate : options.rates()) {
                    CompletableFuture<Cost> load = CompletableFuture.supplyAsync(() -> cost(server, loop, rate));
                    figures.add(follower.follow(rate, options.stageSeconds()));
                    load.join();
                    Scenarios.say(figures.get(figures.size() - 1).toString());
                }
            }
        }
        return new Outcome(table(figures), figures);
    }

    private Cost cost(TidingsServer server, OpenLoop loop, double rate) {
        try {
            return Cost.of(server, loop, rate, options.stageSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sends a message at a time and sees where it is. */
    private static final class Follower implements AutoCloseable {
        private final ImNetwork network = new ImNetwork(1, Clock.systemUTC());
        private final ImClient client;
        private final Compose compose;
        private final String conversation =
                ConversationId.single(new UserId(SENDER), new UserId(RECEIVER)).value();
        private final Connection database;
        private final PreparedStatement row;
        private long sent;

        Follower(TidingsServer server) throws IOException, SQLException {
            server.register(List.of(SENDER, RECEIVER));
            Login login = server.login(SENDER, 1).join();
            this.compose = new Compose(login, Clock.systemUTC());
            this.client = ImClient.connect(network, login, new ImListener() {}).join();
            this.database = DriverManager.getConnection(server.mysqlUrl(), "im", server.mysqlPassword());
            this.row = database.prepareStatement("SELECT 1 FROM message WHERE server_msg_id = ?");
        }

        Figures follow(double rate, double seconds) throws Exception {
            Histogram ack = new Histogram(LONGEST_MICROS, 3);
            Histogram readable = new Histogram(LONGEST_MICROS, 3);
            Histogram recorded = new Histogram(LONGEST_MICROS, 3);
            int messages = 0;
            long until = System.nanoTime() + (long) (seconds * 1e9);
            while (System.nanoTime() < until) {
                one(ack, readable, recorded);
                messages++;
                Thread.sleep(MESSAGE_MS);
            }
            return new Figures(
                    rate, messages, Ledger.Latency.of(ack), Ledger.Latency.of(readable), Ledger.Latency.of(recorded));
        }

        private void one(Histogram ack, Histogram readable, Histogram recorded) throws Exception {
            long begin = System.nanoTime();
            row.setString(
                    1,
                    client.send(compose.text(RECEIVER, "where is it?"))
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .getServerMsgID());
            long acked = System.nanoTime();
            record(ack, acked - begin);
            sent++;
            boolean isReadable = false;
            boolean isRecorded = false;
            while (!isReadable || !isRecorded) {
                if (System.nanoTime() - acked > TimeUnit.SECONDS.toNanos(THERE_SECONDS)) {
                    throw new WrongCountException(
                            "acked, but not there: readable " + isReadable + ", in the history " + isRecorded);
                }
                if (!isReadable && newest() == sent) {
                    isReadable = true;
                    record(readable, System.nanoTime() - acked);
                }
                if (!isRecorded && hasRow()) {
                    isRecorded = true;
                    record(recorded, System.nanoTime() - acked);
                }
                Thread.sleep(QUESTION_MS);
            }
        }

        private long newest() throws Exception {
            return client.newestSeqs().get(ANSWER_SECONDS, TimeUnit.SECONDS).getMaxSeqsOrDefault(conversation, 0);
        }

        private boolean hasRow() throws SQLException {
            try (ResultSet rows = row.executeQuery()) {
                return rows.next();
            }
        }

        private static void record(Histogram histogram, long nanos) {
            histogram.recordValue(Math.min(LONGEST_MICROS, nanos / 1000));
        }

        @Override
        public void close() throws SQLException {
            database.close();
            client.close();
            network.close();
        }
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table = new MarkdownTable(
                "msg/s", "messages", "send to ack p50 / p99 ms", "ack to readable", "ack to row in the full history");
        figures.forEach(each -> table.row(
                MarkdownTable.count(Math.round(each.rate())),
                MarkdownTable.count(each.messages()),
                MarkdownTable.latency(each.ack()),
                MarkdownTable.latency(each.readable()),
                MarkdownTable.latency(each.recorded())));
        return table.toString();
    }
}
