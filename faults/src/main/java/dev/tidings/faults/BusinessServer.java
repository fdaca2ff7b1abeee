package dev.tidings.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.checker.HistoryWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whom the nodes ask before a message to some users is sent, and tell afterwards. It refuses what has the word
 * {@link #FORBIDDEN} in it, rewrites {@link #RUDE}, lets all else pass, and notes what it said and heard for the checker.
 */
final class BusinessServer implements AutoCloseable {
    static final String FORBIDDEN = "forbidden";
    static final String RUDE = "damn";
    /** The errCode that a sender gets for a word that is forbidden. */
    static final int FORBIDDEN_CODE = 5001;

    private static final String POLITE = "d**n";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_MAX = 1024 * 1024;
    private static final int THREADS = 32;
    private static final List<String> RUBBISH = List.of(
            "<html>It works!</html>",
            "null",
            "[]",
            "{\"actionCode\":7}",
            "{\"actionCode\":0,\"nextCode\":\"maybe\"",
            "x".repeat(100_000));

    /** How it is. */
    enum State {
        UP,
        /** Takes calls and says nothing. */
        HANGS,
        /** Answers with 500. */
        FAILS,
        ANSWERS_RUBBISH
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HistoryWriter notes;
    /** What the first question let pass, by serverMsgID: the second may only be about that. */
    private final Set<String> passed = ConcurrentHashMap.newKeySet();

    private final List<HttpExchange> hanging = new ArrayList<>();
    private final AtomicInteger rubbish = new AtomicInteger();
    private volatile State state = State.UP;

    BusinessServer(int port, HistoryWriter notes) throws IOException {
        this.notes = notes;
        // Read when the JDK's server is first made: without it each small answer waits 40 ms for the client's kernel.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** The settings of nodes that ask it about messages to these users: they refuse if it does not answer. */
    static Map<String, String> settings(int port, List<String> receivers) {
        String to = String.join("|", receivers);
        return Map.of(
                "im.hook.url", "http://127.0.0.1:" + port,
                "im.hook.enabled", "beforeSendSingleMsg,beforeMsgModify,afterSendSingleMsg",
                "im.hook.fail-closed", "beforeSendSingleMsg,beforeMsgModify",
                "im.hook.timeout", "PT3S",
                "im.hook.receivers",
                        "beforeSendSingleMsg=" + to + ",beforeMsgModify=" + to + ",afterSendSingleMsg=" + to);
    }

    int port() {
        return http.getAddress().getPort();
    }

    void be(State wanted) {
        state = wanted;
        if (wanted != State.HANGS) {
            synchronized (hanging) {
                // Nobody waits for these any more, or not much longer.
                hanging.forEach(HttpExchange::close);
                hanging.clear();
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode call = JSON.readTree(exchange.getRequestBody().readNBytes(BODY_MAX));
        State now = state;
        if (now != State.UP) {
            if (call.path("callbackCommand").asText().startsWith("callbackBefore")) {
                note("HOOK_BEFORE", call).with("outcome", "CLOSED").end();
            }
            fail(exchange, now);
            return;
        }
        String eventId = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Tidings-Event-Id"))
                .orElse("");
        reply(exchange, 200, answer(call, eventId).toString());
    }

    private void fail(HttpExchange exchange, State now) throws IOException {
        switch (now) {
            case HANGS -> {
                synchronized (hanging) {
                    if (state == State.HANGS) {
                        hanging.add(exchange);
                        return;
                    }
                }
                exchange.close();
            }
            case ANSWERS_RUBBISH -> reply(exchange, 200, RUBBISH.get(rubbish.getAndIncrement() % RUBBISH.size()));
            default -> reply(exchange, 500, "{}");
        }
    }

    private ObjectNode answer(JsonNode call, String eventId) {
        return switch (call.path("callbackCommand").asText()) {
            case "callbackBeforeSendSingleMsgCommand" -> mayBeSent(call);
            case "callbackBeforeMsgModifyCommand" -> inWhichForm(call);
            default -> {
                note("HOOK_AFTER", call).with("detail", eventId).end();
                yield goOn();
            }
        };
    }

    private ObjectNode mayBeSent(JsonNode call) {
        if (call.path("content").asText().contains(FORBIDDEN)) {
            note("HOOK_BEFORE", call).with("outcome", "REFUSED").end();
            return goOn().put("nextCode", 1).put("errCode", FORBIDDEN_CODE).put("errMsg", "ForbiddenWord");
        }
        passed.add(call.path("serverMsgID").asText());
        return goOn();
    }

    /** Who was not asked the first question has not passed, and for the checker the message was not asked about. */
    private ObjectNode inWhichForm(JsonNode call) {
        boolean mayPass = passed.contains(call.path("serverMsgID").asText());
        String content = call.path("content").asText();
        if (!content.contains(RUDE)) {
            if (mayPass) {
                note("HOOK_BEFORE", call).with("outcome", "ALLOWED").end();
            }
            return goOn();
        }
        String rewritten = content.replace(RUDE, POLITE);
        if (mayPass) {
            note("HOOK_BEFORE", call)
                    .with("outcome", "REWRITTEN")
                    .with("crc", HistoryWriter.crc(rewritten))
                    .end();
        }
        return goOn().put("content", rewritten);
    }

    private HistoryWriter.Event note(String kind, JsonNode call) {
        return notes.event(kind)
                .with("client", "business")
                .with("sender", call.path("sendID").asText())
                .with("clientMsgID", call.path("clientMsgID").asText());
    }

    private static ObjectNode goOn() {
        return JSON.createObjectNode().put("actionCode", 0).put("errCode", 0).put("nextCode", 0);
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        }
    }

    @Override
    public void close() {
        be(State.UP);
        http.stop(0);
        threads.shutdownNow();
    }
}
