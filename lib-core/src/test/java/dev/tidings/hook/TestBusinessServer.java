package dev.tidings.hook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A business server on the loopback that answers as a test says, and keeps what it was asked. */
public final class TestBusinessServer implements AutoCloseable {
    /** What it answers when nobody says anything else. */
    public static final Behaviour CONTINUES = answering(200, "{\"actionCode\":0,\"errCode\":0,\"nextCode\":0}");

    /** How it answers a request. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws Exception;
    }

    /** One request, headers in lower case. */
    public record Asked(String path, String query, Map<String, String> headers, String body) {
        public JsonObject json() {
            return Json.createReader(new StringReader(body)).readObject();
        }
    }

    public final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Behaviour behaviour = CONTINUES;

    private TestBusinessServer(HttpServer server) {
        this.server = server;
    }

    public static TestBusinessServer start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            TestBusinessServer started = new TestBusinessServer(http);
            http.setExecutor(started.threads);
            http.createContext("/", started::handle);
            http.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Behaviour answering(int status, String body) {
        return answering(status, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Behaviour answering(int status, byte[] body, Map<String, String> headers) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        };
    }

    /** Answers, but only so much later. */
    public static Behaviour after(long millis, Behaviour then) {
        return exchange -> {
            Thread.sleep(millis);
            then.answer(exchange);
        };
    }

    /** A gigabyte, without saying so before. */
    public static Behaviour aGigabyte() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[64 * 1024];
            Arrays.fill(chunk, (byte) ' ');
            try (OutputStream out = exchange.getResponseBody()) {
                for (int sent = 0; sent < 1 << 30; sent += chunk.length) {
                    out.write(chunk);
                }
            }
        };
    }

    /** Begins an answer and never ends it. */
    public static Behaviour tricklingForEver() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
            }
        };
    }

    public TestBusinessServer behaves(Behaviour next) {
        behaviour = next;
        return this;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            asked.add(new Asked(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestURI().getRawQuery()),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            behaviour.answer(exchange);
        } catch (Exception e) {
            // The other side broke off, which is what some tests are about.
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
