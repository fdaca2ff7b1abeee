package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.client.Compose;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a before-hook costs those who send, and what one that hangs costs those whom it does not concern. Half of the senders
 * write to users whom the hook is about ({@code im.hook.receivers}), half to others; each waits for the ack before the next
 * message. Takes three minutes and a machine that does nothing else:
 *
 * <pre>mvn verify -pl system-tests -am -Dtest=none -Dit.test=HookFiguresIT -Dtidings.hook.figures=true
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 *
 * The figures are printed and added to {@code target/hook-figures.txt}.
 */
@Order(1)
@EnabledIfSystemProperty(named = "tidings.hook.figures", matches = "true")
class HookFiguresIT {
    private static final int PORT = Integer.getInteger("tidings.ports", 21_900) + 39;
    private static final int SENDERS_EACH = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PHASE = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Path REPORT = Path.of("target", "hook-figures.txt");

    /** How long the business server takes. */
    private volatile Duration pause = Duration.ZERO;

    @Test
    void sendsThroughNoHookOneOfFiveMillisecondsAndOneThatHangs() throws Exception {
        report("senders " + 2 * SENDERS_EACH + ", phases of " + PHASE + ", timeout of the hook " + TIMEOUT);
        try (Stack stack = Stack.start("hook-figures-off", 20, List.of());
                Population users = new Population(stack)) {
            users.send(WARM_UP);
            users.report("hooks off", PHASE);
        }
        HttpServer business = businessServer();
        List<String> hooks = List.of(
                "--set",
                "im.hook.url=http://127.0.0.1:" + PORT,
                "--set",
                "im.hook.enabled=beforeSendSingleMsg",
                "--set",
                "im.hook.timeout=" + TIMEOUT,
                "--set",
                "im.hook.receivers=beforeSendSingleMsg="
                        + IntStream.range(0, SENDERS_EACH)
                                .mapToObj(number -> "concerned" + number)
                                .collect(Collectors.joining("|")));
        try (Stack stack = Stack.start("hook-figures-on", 20, hooks);
                Population users = new Population(stack)) {
            users.send(WARM_UP);
            pause = Duration.ofMillis(5);
            users.report("a hook that takes 5 ms", PHASE);
            pause = Duration.ofMinutes(1);
            users.report("a hook that hangs", PHASE);
        } finally {
            business.stop(0);
        }
    }

    private HttpServer businessServer() throws IOException {
        // Read when the JDK's server is first made: without it each small answer waits 40 ms for the client's kernel.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 200);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "business server");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Stack.pause(pause.toMillis());
        byte[] goesOn = "{\"actionCode\":0,\"errCode\":0,\"nextCode\":0}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, goesOn.length);
        exchange.getResponseBody().write(goesOn);
        exchange.close();
    }

    private static void report(String line) {
        System.out.println("HOOK FIGURE " + line);
        try {
            Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both halves, each sender with a socket. */
    private static final class Population implements AutoCloseable {
        private final ImNetwork network = new ImNetwork(2, Clock.systemUTC());
        private final List<Sender> concerned;
        private final List<Sender> others;

        Population(Stack stack) {
            this.concerned = senders(stack, "concerned");
            this.others = senders(stack, "other");
        }

        private List<Sender> senders(Stack stack, String receivers) {
            RestClient admin = stack.admin();
            List<Sender> senders = new ArrayList<>();
            for (int number = 0; number < SENDERS_EACH; number++) {
                String sender = "from-" + receivers + number;
                admin.register(List.of(sender, receivers + number));
                Login login = Login.web(stack.socketUrl(), sender, admin.userToken(sender, Platform.WEB));
                senders.add(new Sender(
                        ImClient.connect(network, login, new ImListener() {})
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join(),
                        new Compose(login, Clock.systemUTC()),
                        receivers + number));
            }
            return senders;
        }

        void send(Duration time) throws InterruptedException {
            ExecutorService threads = Executors.newFixedThreadPool(2 * SENDERS_EACH);
            long until = System.nanoTime() + time.toNanos();
            concerned.forEach(sender -> threads.execute(() -> sender.send(until)));
            others.forEach(sender -> threads.execute(() -> sender.send(until)));
            threads.shutdown();
            assertThat(threads.awaitTermination(time.toSeconds() + 30, TimeUnit.SECONDS))
                    .isTrue();
        }

        void report(String what, Duration time) throws InterruptedException {
            concerned.forEach(Sender::forget);
            others.forEach(Sender::forget);
            send(time);
            HookFiguresIT.report(what + ": " + figures("whom it is about", concerned, time) + "; "
                    + figures("the others", others, time));
        }

        private static String figures(String who, List<Sender> senders, Duration time) {
            List<Long> nanos = senders.stream()
                    .flatMap(sender -> sender.nanos.stream())
                    .sorted()
                    .toList();
            assertThat(nanos).isNotEmpty();
            return String.format(
                    Locale.ROOT,
                    "%s %.0f sends/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                    who,
                    nanos.size() / (double) time.toSeconds(),
                    nanos.get(nanos.size() / 2) / 1e6,
                    nanos.get(nanos.size() * 99 / 100) / 1e6,
                    nanos.get(nanos.size() - 1) / 1e6);
        }

        @Override
        public void close() {
            concerned.forEach(sender -> sender.client.close());
            others.forEach(sender -> sender.client.close());
            network.close();
        }
    }

    /** One user who writes to one other. */
    private static final class Sender {
        private final ImClient client;
        private final Compose compose;
        private final String receiver;
        private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

        Sender(ImClient client, Compose compose, String receiver) {
            this.client = client;
            this.compose = compose;
            this.receiver = receiver;
        }

        void send(long until) {
            while (System.nanoTime() < until) {
                long began = System.nanoTime();
                client.send(compose.text(receiver, "hello")).join();
                nanos.add(System.nanoTime() - began);
            }
        }

        void forget() {
            nanos.clear();
        }
    }
}
