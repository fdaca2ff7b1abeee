package dev.tidings.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.bench.Ledger;
import dev.tidings.bench.Session;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import dev.tidings.client.RestClient;
import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.MailboxStore;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * How long a page of a big mailbox takes over REST, when nothing else happens, and a message to its owner, beside one to somebody whose
 * mailbox holds nothing else. The mailbox is written straight to the store, by
 * the server's own adapter; the server finds it there and counts it.
 */
final class Page implements Scenario {
    /** Entries of a page. */
    static final int PAGE = 50;

    private static final UserId OWNER = new UserId("p");
    private static final String NEWCOMER = "n";
    private static final String NEWCOMERS_PEER = "np";
    private static final int TEXT_BYTES = 200;
    private static final long ANSWER_SECONDS = 30;
    private static final int STORED_AT_ONCE = 500;
    /** A batch of the load may take longer than what the server waits for. */
    private static final String PATIENT = "?socketTimeoutMS=60000";
    /** What the store does in the background after the load is done by then. */
    private static final long REST_MS = 15_000;

    private static final long SEED = 1;
    private static final long LONGEST_MICROS = 60_000_000;

    private final ScenarioOptions options;
    private final Clock clock;

    Page(ScenarioOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * The result.
     *
     * @param entries of the mailbox
     * @param pages that were read, of {@value #PAGE} entries each
     * @param loadSeconds that writing the mailbox took, with those of the peers
     * @param countMs until the server told the newest seq for the first time, for which it looks into the store
     * @param latency of a page, until its JSON is parsed
     * @param toOwner from when a message was sent, on an idle server, until the owner's device had it
     * @param toNewcomer likewise, in turn with these, of somebody whose mailbox had nothing in it
     */
    record Figures(
            long entries,
            int pages,
            double loadSeconds,
            double countMs,
            Ledger.Latency latency,
            Ledger.Latency toOwner,
            Ledger.Latency toNewcomer) {}

    @Override
    public Outcome run() throws InterruptedException, ExecutionException, TimeoutException {
        try (TidingsServer server = options.server("page")) {
            server.start();
            MailboxPlan plan = new MailboxPlan(OWNER, options.entries(), clock);
            double loadSeconds = load(server, plan);
            Thread.sleep(REST_MS);
            long begin = System.nanoTime();
            long newest = server.stored(List.of(OWNER.value())).getOrDefault(OWNER.value(), 0L);
            double countMs = (System.nanoTime() - begin) / 1e6;
            WrongCountException.require("newest of the mailbox", options.entries(), newest);
            Ledger.Latency pages = read(server.admin(), plan);
            Histogram toOwner = new Histogram(LONGEST_MICROS, 3);
            Histogram toNewcomer = new Histogram(LONGEST_MICROS, 3);
            send(server, plan, toOwner, toNewcomer);
            Figures figures = new Figures(
                    options.entries(),
                    options.pages(),
                    loadSeconds,
                    countMs,
                    pages,
                    Ledger.Latency.of(toOwner),
                    Ledger.Latency.of(toNewcomer));
            return new Outcome(table(figures), List.of(figures));
        }
    }

    private double load(TidingsServer server, MailboxPlan plan) {
        List<UserId> peers = plan.peers();
        List<String> everyone = new ArrayList<>(List.of(OWNER.value()));
        peers.forEach(peer -> everyone.add(peer.value()));
        server.register(everyone);
        long begin = System.nanoTime();
        try (MongoConnection mongo = new MongoConnection(server.mongoUrl() + PATIENT)) {
            Map<ConversationId, List<UserId>> members = new HashMap<>();
            peers.forEach(peer -> members.put(ConversationId.single(OWNER, peer), List.of(OWNER, peer)));
            MailboxStore.memberships(mongo).join(members);
            Mailboxes mailboxes = MailboxStore.mailboxes(mongo);
            for (long from = 1; from <= options.entries(); from += STORED_AT_ONCE) {
                store(mailboxes, plan, from, Math.min(options.entries(), from + STORED_AT_ONCE - 1));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Scenarios.say(options.entries() + " entries written in " + MarkdownTable.number(seconds, 1) + " s");
        return seconds;
    }

    private static void store(Mailboxes mailboxes, MailboxPlan plan, long from, long to) {
        List<PlacedMessage> batch = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            batch.add(plan.at(seq));
        }
        List<Conflict> conflicts = mailboxes.store(batch);
        WrongCountException.require("places that were taken already", 0, conflicts.size());
    }

    private Ledger.Latency read(RestClient api, MailboxPlan plan) {
        Random random = new Random(SEED);
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        for (int i = -options.warmUp(); i < options.pages(); i++) {
            long from = 1 + (long) (random.nextDouble() * (options.entries() - PAGE + 1));
            ObjectNode request = RestClient.object()
                    .put("userID", OWNER.value())
                    .put("from", from)
                    .put("limit", PAGE);
            long begin = System.nanoTime();
            JsonNode page = api.post("/mailbox/pull", request).orThrow();
            long took = (System.nanoTime() - begin) / 1000;
            if (i >= 0) {
                micros.recordValue(Math.min(LONGEST_MICROS, took));
            }
            requirePage(plan, from, page);
        }
        return Ledger.Latency.of(micros);
    }

    private void requirePage(MailboxPlan plan, long from, JsonNode page) {
        WrongCountException.require(
                "newest", options.entries(), page.path("newest").asLong());
        WrongCountException.require(
                "entries from " + from, PAGE, page.path("entries").size());
        long seq = from;
        for (JsonNode entry : page.path("entries")) {
            JsonNode message = entry.path("message");
            String content =
                    RestClient.object().put("content", plan.textAt(seq)).toString();
            WrongCountException.require(
                    "seq in the mailbox", seq, entry.path("mailboxSeq").asLong());
            WrongCountException.require(
                    "seq in the conversation",
                    plan.conversationSeqAt(seq),
                    message.path("seq").asLong());
            if (!plan.conversationAt(seq)
                            .value()
                            .equals(entry.path("conversationID").asText())
                    || !plan.senderAt(seq).value().equals(message.path("sendID").asText())
                    || !plan.idAt(seq)
                            .value()
                            .equals(message.path("serverMsgID").asText())
                    || !content.equals(message.path("content").asText())) {
                throw new WrongCountException("another message is at " + seq + ": " + entry);
            }
            seq++;
        }
    }

    /** One message at a time, to the owner and to somebody new in turn. */
    private void send(TidingsServer server, MailboxPlan plan, Histogram toOwner, Histogram toNewcomer)
            throws InterruptedException, ExecutionException, TimeoutException {
        server.register(List.of(NEWCOMER, NEWCOMERS_PEER));
        try (Line owner = new Line(server, plan.peers().get(0).value(), OWNER.value());
                Line newcomer = new Line(server, NEWCOMERS_PEER, NEWCOMER)) {
            for (int i = -options.warmUp(); i < options.toOwner(); i++) {
                long toOne = owner.send(i);
                long toOther = newcomer.send(i);
                if (i >= 0) {
                    toOwner.recordValue(Math.min(LONGEST_MICROS, toOne));
                    toNewcomer.recordValue(Math.min(LONGEST_MICROS, toOther));
                }
            }
        }
        long sent = (long) options.warmUp() + options.toOwner();
        Map<String, Long> stored = server.stored(List.of(OWNER.value(), NEWCOMER));
        WrongCountException.require(
                "entries of the owner", options.entries() + sent, stored.getOrDefault(OWNER.value(), 0L));
        WrongCountException.require("entries of the newcomer", sent, stored.getOrDefault(NEWCOMER, 0L));
    }

    /** From one device to one other. */
    private static final class Line implements AutoCloseable {
        private final String receiver;
        private final Session sending;
        private final Session receiving;
        private final Texts texts = new Texts(TEXT_BYTES);
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        Line(TidingsServer server, String sender, String receiver)
                throws InterruptedException, ExecutionException, TimeoutException {
            this.receiver = receiver;
            this.sending = server.connect(sender, 1, new Deaf()).get(ANSWER_SECONDS, TimeUnit.SECONDS);
            this.receiving = server.connect(receiver, 1, new Session.Receiver() {
                        @Override
                        public void received(String text) {
                            received.add(text);
                        }

                        @Override
                        public void lost(String why) {}
                    })
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }

        /** Returns the microseconds until it was there. */
        long send(int number) throws InterruptedException, ExecutionException, TimeoutException {
            String text = texts.of(number - (long) Integer.MIN_VALUE);
            long begin = System.nanoTime();
            CompletableFuture<?> ack = sending.send(receiver, text);
            String got = received.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            long took = (System.nanoTime() - begin) / 1000;
            ack.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (got == null || !text.startsWith(got)) {
                throw new WrongCountException("instead of the message there came " + got);
            }
            return took;
        }

        @Override
        public void close() {
            sending.close();
            receiving.close();
        }
    }

    private static String table(Figures figures) {
        String pages = new MarkdownTable("entries", "pages of " + PAGE, "p50 ms", "p95 ms", "p99 ms", "max ms")
                .row(
                        MarkdownTable.count(figures.entries()),
                        MarkdownTable.count(figures.pages()),
                        MarkdownTable.number(figures.latency().p50(), 1),
                        MarkdownTable.number(figures.latency().p95(), 1),
                        MarkdownTable.number(figures.latency().p99(), 1),
                        MarkdownTable.number(figures.latency().max(), 1))
                .toString();
        return pages
                + "\n"
                + new MarkdownTable("a message to", "send to receive p50 / p99 ms")
                        .row("the owner", MarkdownTable.latency(figures.toOwner()))
                        .row("somebody new", MarkdownTable.latency(figures.toNewcomer()));
    }
}
