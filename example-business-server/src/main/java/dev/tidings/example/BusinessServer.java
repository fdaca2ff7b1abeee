package dev.tidings.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Listens on the loopback until it is ended. {@code GET /events} shows what it was told.
 *
 * <p>Usage: {@code run [--port 10006] [--secrets data/secrets.properties] [--log events.jsonl]}; the environment's
 * {@code IM_HOOK_SECRET} goes before the file.
 */
public final class BusinessServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_MAX = 1024 * 1024;
    private static final int THREADS = 16;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Signatures signatures;
    private final Callbacks callbacks;
    private final EventLog events;

    private BusinessServer(HttpServer http, Signatures signatures, EventLog events) {
        this.http = http;
        this.threads = Executors.newFixedThreadPool(THREADS);
        this.signatures = signatures;
        this.events = events;
        this.callbacks = new Callbacks(new Words(), events);
    }

    /** @param port 0 for any that is free */
    static BusinessServer start(int port, String secret, Path log, Clock clock) throws IOException {
        // Read when the JDK's server is first made: without it each small answer waits 40 ms for the client's kernel.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        BusinessServer server = new BusinessServer(http, new Signatures(secret, clock), EventLog.open(log));
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    int port() {
        return http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                reply(exchange, 200, events.latest());
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX);
            var headers = exchange.getRequestHeaders();
            if (!signatures.verify(
                    headers.getFirst("X-Tidings-Timestamp"), headers.getFirst("X-Tidings-Signature"), body)) {
                reply(exchange, 401, "{\"actionCode\":1,\"errMsg\":\"the signature is not right\"}");
                return;
            }
            JsonNode request = JSON.readTree(body);
            if (!(request instanceof ObjectNode call)) {
                reply(exchange, 400, "{\"actionCode\":1,\"errMsg\":\"not a JSON object\"}");
                return;
            }
            String eventId =
                    Optional.ofNullable(headers.getFirst("X-Tidings-Event-Id")).orElse("");
            reply(exchange, 200, callbacks.answer(eventId, call).toString());
        } catch (JsonProcessingException e) {
            reply(exchange, 400, "{\"actionCode\":1,\"errMsg\":\"not JSON\"}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        http.stop(0);
        threads.shutdownNow();
        events.close();
    }

    /** Runs until it is ended. */
    public static void main(String[] arguments) throws IOException {
        int port = 10006;
        Path secrets = Path.of("data", "secrets.properties");
        Path log = Path.of("events.jsonl");
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--port" -> port = Integer.parseInt(arguments[i + 1]);
                case "--secrets" -> secrets = Path.of(arguments[i + 1]);
                case "--log" -> log = Path.of(arguments[i + 1]);
                default -> {
                    System.err.println("There are --port, --secrets and --log, each with a value.");
                    System.exit(2);
                }
            }
        }
        BusinessServer server = start(port, secret(secrets), log, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (IOException e) {
                System.err.println("The event log could not be closed: " + e.getMessage());
            }
        }));
        System.out.printf("""
                The business server listens on http://127.0.0.1:%1$d and keeps what it is told in %2$s.
                Start Tidings so that it asks and tells it:

                  ./tidings --set im.hook.url=http://127.0.0.1:%1$d \\
                    --set im.hook.enabled=beforeSendSingleMsg,beforeMsgModify,beforeOnlinePush,beforeUserRegister,afterSendSingleMsg,\
                afterMsgSaveDB,afterSingleMsgRead,afterUserRegister,afterUserOnline,afterUserOffline,afterUserKickOff

                Say "forbidden", "damn" or ":shrug:" on the demo page, and look at http://127.0.0.1:%1$d/events.
                """, server.port(), log.toAbsolutePath());
    }

    private static String secret(Path file) throws IOException {
        String given = System.getenv("IM_HOOK_SECRET");
        if (given != null && !given.isBlank()) {
            return given;
        }
        Properties secrets = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                secrets.load(reader);
            }
        }
        String secret = secrets.getProperty("im.hook.secret", "");
        if (secret.isBlank()) {
            throw new IllegalStateException(
                    "There is no im.hook.secret in " + file + ": start ./tidings once, or set IM_HOOK_SECRET.");
        }
        return secret;
    }
}
