package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.Population;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import dev.tidings.mailbox.MailboxStore;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Whether a message gets dearer or slower as the server fills: the same people at the same rate, with empty stores, with a long full history,
 * with many conversations besides, and with many connections besides on which nothing happens.
 */
final class Growth implements Scenario {
    private static final int USERS = 500;
    private static final int TEXT_BYTES = 200;
    private static final long SEED = 1;
    private static final double WARM_UP_SECONDS = 90;
    private static final int STORED_AT_ONCE = 500;
    /** What stores do in the background after they were filled is done by then. */
    private static final long REST_MS = 10_000;

    private final ScenarioOptions options;
    private final Clock clock;

    Growth(ScenarioOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * What a message cost and took.
     *
     * @param after what the server was given before
     * @param cpuMillis of all processes for a message
     * @param cpuMillisByPart of each process
     */
    record Figures(
            String after,
            Ledger.Latency ack,
            Ledger.Latency receive,
            double cpuMillis,
            Map<String, Double> cpuMillisByPart) {}

    @Override
    public Outcome run() throws InterruptedException, IOException, SQLException {
        try (TidingsServer server = options.server("growth", "--heap", options.heap())) {
            server.start();
            try (Population people = Population.connect(server, "gr", USERS)) {
                OpenLoop loop = new OpenLoop(people, new Texts(TEXT_BYTES), SEED);
                Cost.of(server, loop, options.growthRate(), WARM_UP_SECONDS);
                Traffic traffic = new Traffic(options.pairs() / MailboxPlan.PEERS, clock);
                List<Figures> figures = new ArrayList<>();
                figures.add(measure("nothing", server, loop));
                writeHistory(server, traffic);
                figures.add(
                        measure(MarkdownTable.count(options.rows()) + " messages in the full history", server, loop));
                int conversations = writeConversations(server, traffic);
                figures.add(measure(MarkdownTable.count(conversations) + " conversations besides", server, loop));
                int idle = options.connections().get(options.connections().size() - 1);
                try (Population others = Population.connect(server, "id", idle / 2)) {
                    figures.add(measure(MarkdownTable.count(idle) + " idle connections besides", server, loop));
                    WrongCountException.require("connections lost", 0, others.lostConnections());
                }
                WrongCountException.require("connections lost", 0, people.lostConnections());
                return new Outcome(table(figures), figures);
            }
        }
    }

    private void writeHistory(TidingsServer server, Traffic traffic) throws IOException, SQLException {
        long begin = System.nanoTime();
        try (HistoryLoad history = new HistoryLoad(traffic, server.mysqlUrl(), "im", server.mysqlPassword())) {
            history.withoutIndexes(() -> {
                for (long from = 0; from < options.rows(); from += STORED_AT_ONCE) {
                    history.group(numbers(from, Math.min(options.rows(), from + STORED_AT_ONCE)))
                            .run();
                }
                Scenarios.say("rows written in " + secondsSince(begin) + " s");
            });
        }
        Scenarios.say("history written, with its indexes, in " + secondsSince(begin) + " s");
    }

    /** One message in each. */
    private static int writeConversations(TidingsServer server, Traffic traffic) {
        long begin = System.nanoTime();
        List<List<UserId>> pairs = traffic.pairs();
        try (MongoConnection mongo = new MongoConnection(server.mongoUrl())) {
            Mailboxes mailboxes = MailboxStore.mailboxes(mongo);
            for (int from = 0; from < pairs.size(); from += STORED_AT_ONCE) {
                Map<ConversationId, List<UserId>> members = new HashMap<>();
                List<PlacedMessage> messages = new ArrayList<>();
                for (long number : numbers(from, Math.min(pairs.size(), from + STORED_AT_ONCE))) {
                    PlacedMessage message = traffic.at(number);
                    messages.add(message);
                    members.put(
                            message.message().conversation(),
                            List.copyOf(message.message().participants()));
                }
                MailboxStore.memberships(mongo).join(members);
                WrongCountException.require(
                        "places that were taken already",
                        0,
                        mailboxes.store(messages).size());
            }
        }
        Scenarios.say("conversations written in " + secondsSince(begin) + " s");
        return pairs.size();
    }

    private static long secondsSince(long begin) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private Figures measure(String after, TidingsServer server, OpenLoop loop) throws InterruptedException {
        Thread.sleep(REST_MS);
        Cost cost = Cost.of(server, loop, options.growthRate(), options.stageSeconds());
        Figures figures = new Figures(
                after, cost.verdict().ack(), cost.verdict().receive(), cost.cpuMillis(), cost.cpuMillisByPart());
        Scenarios.say(figures.toString());
        return figures;
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table =
                new MarkdownTable("after", "ack p50 / p99 ms", "receive p50 / p99 ms", "CPU-ms for a message");
        figures.forEach(each -> table.row(
                each.after(),
                MarkdownTable.latency(each.ack()),
                MarkdownTable.latency(each.receive()),
                MarkdownTable.number(each.cpuMillis(), 2)));
        return table.toString();
    }
}
