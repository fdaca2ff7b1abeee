package dev.tidings.hook;

import static dev.tidings.hook.TestBusinessServer.after;
import static dev.tidings.hook.TestBusinessServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AskingHooksTest {
    private static final Hook HOOK = Hook.BEFORE_SEND_SINGLE_MSG;
    private static final Question QUESTION = new Question(
            "id-1", "op-1", Json.createObjectBuilder().add("content", "ä").build());

    private final TestBusinessServer server = TestBusinessServer.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable it : open) {
            it.close();
        }
    }

    private TestHooks hooks(String... settings) {
        List<String> all = new ArrayList<>(List.of("im.hook.enabled", HOOK.hookName()));
        all.addAll(List.of(settings));
        TestHooks hooks = TestHooks.at(server.url(), all.toArray(String[]::new));
        open.add(hooks);
        return hooks;
    }

    private static String ask(TestHooks hooks) {
        return ask(hooks, answer -> "read");
    }

    private static String ask(TestHooks hooks, Function<JsonObject, String> reading) {
        try {
            return future(hooks, reading).get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<String> future(TestHooks hooks, Function<JsonObject, String> reading) {
        return hooks.before().ask(HOOK, QUESTION, reading, "otherwise").toCompletableFuture();
    }

    /** Every way in which a business server can fail, with what it is called. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("500", answering(500, "{\"actionCode\":0}"), "status"),
                Arguments.of("302", redirect(), "redirect"),
                Arguments.of("HTML", answering(200, "<html>hello</html>"), "not_json"),
                Arguments.of("a gigabyte", TestBusinessServer.aGigabyte(), "too_large"),
                Arguments.of("nothing", answering(200, ""), "empty"),
                Arguments.of("204", answering(204, ""), "empty"),
                Arguments.of("null", answering(200, "null"), "not_json"),
                Arguments.of("a list", answering(200, "[]"), "not_json"),
                Arguments.of("a text for a number", answering(200, "{\"actionCode\":\"0\"}"), "not_json"),
                Arguments.of("a nextCode that is none", answering(200, "{\"nextCode\":true}"), "not_json"),
                Arguments.of("too deep", answering(200, "[".repeat(60_000)), "not_json"),
                Arguments.of(
                        "an unknown actionCode", answering(200, "{\"actionCode\":7,\"nextCode\":1}"), "action_code"),
                Arguments.of("too late", after(1_500, TestBusinessServer.CONTINUES), "timeout"),
                Arguments.of("bit by bit for ever", TestBusinessServer.tricklingForEver(), "timeout"),
                Arguments.of("hanging up", (TestBusinessServer.Behaviour) exchange -> exchange.close(), "connect"));
    }

    private static TestBusinessServer.Behaviour redirect() {
        return answering(302, new byte[0], Map.of("Location", "/elsewhere"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aFailureHasTheConfiguredEffect(String name, TestBusinessServer.Behaviour behaviour, String outcome) {
        server.behaves(behaviour);
        TestHooks letting = hooks("im.hook.timeout", "PT0.7S");
        TestHooks refusing = hooks("im.hook.timeout", "PT0.7S", "im.hook.fail-closed", HOOK.hookName());

        String went = ask(letting);
        Throwable refused = catchThrowable(() -> ask(refusing));

        assertThat(went).isEqualTo("otherwise");
        assertThat(letting.count(HOOK, outcome)).isEqualTo(1);
        assertThat(refused).isInstanceOf(ImException.class);
        assertThat(((ImException) refused).number()).isEqualTo(ErrorCode.CALLBACK.number());
        assertThat(refusing.count(HOOK, outcome)).isEqualTo(1);
        assertThat(server.asked).extracting(TestBusinessServer.Asked::path).doesNotContain("/elsewhere");
    }

    @Test
    void nobodyThereHasTheConfiguredEffect() {
        TestHooks hooks = hooks();
        server.close();

        assertThat(ask(hooks)).isEqualTo("otherwise");
        assertThat(hooks.count(HOOK, "connect")).isEqualTo(1);
    }

    @Test
    void itIsBlockedIfAndOnlyIfActionCodeIs0AndNextCodeIs1() {
        TestHooks hooks = hooks();
        String blocked =
                "{\"actionCode\":0,\"nextCode\":1,\"errCode\":5001,\"errMsg\":\"Bad word\",\"errDlt\":\"mind it\"}";

        Throwable refused = catchThrowable(() -> ask(answers(hooks, blocked)));

        assertThat(refused).isInstanceOf(RefusedByHook.class);
        RefusedByHook refusal = (RefusedByHook) refused;
        assertThat(refusal.number()).isEqualTo(5001);
        assertThat(refusal.wireName()).isEqualTo("Bad word");
        assertThat(refusal.detail()).isEqualTo("mind it");
        assertThat(ask(answers(hooks, "{\"actionCode\":0,\"nextCode\":2,\"errCode\":200}")))
                .isEqualTo("read");
        assertThat(ask(answers(hooks, "{\"actionCode\":1,\"nextCode\":1}"))).isEqualTo("otherwise");
        assertThat(ask(answers(hooks, "{\"actionCode\":null}"))).isEqualTo("read");
        assertThat(ask(answers(hooks, "{}"))).isEqualTo("read");
    }

    private TestHooks answers(TestHooks hooks, String body) {
        server.behaves(answering(200, body));
        return hooks;
    }

    @Test
    void aRefusalNeverLogsAnSdkOut() {
        TestHooks hooks = answers(hooks(), "{\"nextCode\":1,\"errCode\":1506,\"errMsg\":\"no\"}");

        Throwable refused = catchThrowable(() -> ask(hooks));

        assertThat(((ImException) refused).number()).isEqualTo(80000);
    }

    @Test
    void anAnswerThatAsksForTooMuchIsAFailureAndAStoreThatIsAwayIsNot() {
        TestHooks hooks = hooks();

        assertThat(ask(hooks, answer -> {
                    throw new IllegalArgumentException("clientMsgID may not be rewritten");
                }))
                .isEqualTo("otherwise");
        assertThat(ask(hooks, answer -> {
                    throw new ImException(ErrorCode.ARGS, "content is too long");
                }))
                .isEqualTo("otherwise");
        assertThat(hooks.count(HOOK, "rewrite")).isEqualTo(2);
        assertThatThrownBy(() -> ask(hooks, answer -> {
                    throw new ImException(ErrorCode.UNAVAILABLE, "MySQL is away");
                }))
                .isInstanceOf(ImException.class)
                .hasMessage("MySQL is away");
    }

    @Test
    void aCallSaysWhoCallsWhatForAndIsSignedWithBothKeys() {
        TestHooks hooks = hooks("im.hook.previous-secret", "the-one-before-0123");

        ask(hooks);

        TestBusinessServer.Asked asked = server.asked.get(0);
        assertThat(asked.path()).isEqualTo("/callbackBeforeSendSingleMsgCommand");
        assertThat(asked.json()).isEqualTo(QUESTION.body());
        assertThat(asked.headers())
                .containsEntry("operationID", "op-1")
                .containsEntry("X-Tidings-Event-Id", "id-1:beforeSendSingleMsg")
                .containsEntry("X-Tidings-Attempt", "1")
                .containsEntry("X-Tidings-Timestamp", Long.toString(TestHooks.NOW.millis()));
        SigningKey now = SigningKey.of(TestHooks.SECRET);
        SigningKey before = SigningKey.of("the-one-before-0123");
        byte[] body = asked.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String timestamp = asked.headers().get("X-Tidings-Timestamp");
        assertThat(asked.headers().get("X-Tidings-Signature"))
                .isEqualTo(now.id() + "=" + now.sign(timestamp, body) + "," + before.id() + "="
                        + before.sign(timestamp, body));
    }

    @Test
    void anAddressThatIsNotAllowedIsNeverConnectedTo() {
        for (String url : List.of(
                server.url(), "http://localhost:" + server.port(), "http://[::ffff:127.0.0.1]:" + server.port())) {
            TestHooks hooks =
                    TestHooks.at(url, "im.hook.enabled", HOOK.hookName(), "im.hook.allowed-addresses", "10.0.0.0/8");
            open.add(hooks);

            assertThat(ask(hooks)).as(url).isEqualTo("otherwise");
            assertThat(hooks.count(HOOK, "address")).as(url).isEqualTo(1);
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void connectionsAreKept() {
        List<Object> peers = new java.util.concurrent.CopyOnWriteArrayList<>();
        server.behaves(exchange -> {
            peers.add(exchange.getRemoteAddress());
            TestBusinessServer.CONTINUES.answer(exchange);
        });
        TestHooks hooks = hooks();

        for (int i = 0; i < 20; i++) {
            ask(hooks);
        }

        assertThat(peers).hasSize(20);
        assertThat(peers.stream().distinct().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void aHangingServerCostsEachOneTimeoutAndThenNothing() {
        server.behaves(after(60_000, TestBusinessServer.CONTINUES));
        TestHooks hooks =
                hooks("im.hook.timeout", "PT0.5S", "im.hook.concurrency-max", "4", "im.hook.waiting-max", "8");

        long start = System.nanoTime();
        List<CompletableFuture<String>> all =
                Stream.generate(() -> future(hooks, answer -> "read")).limit(40).toList();
        all.forEach(CompletableFuture::join);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(all).allSatisfy(it -> assertThat(it.join()).isEqualTo("otherwise"));
        assertThat(took).isLessThan(Duration.ofMillis(1_500));
        assertThat(hooks.count(HOOK, "overload")).isGreaterThanOrEqualTo(28);
        // Some of those that waited may come in when the first are given up, with nothing left of their own time.
        assertThat(server.asked).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void whenMostCallsFailNobodyAsksForAWhileAndThenItGoesOn() {
        server.behaves(answering(500, ""));
        TestHooks hooks = hooks();
        for (int i = 0; i < 10; i++) {
            ask(hooks);
        }
        int asked = server.asked.size();

        ask(hooks);

        assertThat(hooks.count(HOOK, "circuit_open")).isEqualTo(1);
        assertThat(server.asked).hasSize(asked);
        server.behaves(TestBusinessServer.CONTINUES);
        await().atMost(Duration.ofSeconds(15)).until(() -> ask(hooks).equals("read"));
    }

    @Test
    void oneHookThatHangsDoesNotHoldUpAnother() {
        server.behaves(exchange -> {
            if (exchange.getRequestURI().getPath().contains("Modify")) {
                Thread.sleep(60_000);
            }
            TestBusinessServer.CONTINUES.answer(exchange);
        });
        TestHooks hooks = TestHooks.at(server.url(), "im.hook.enabled", HOOK.hookName() + ",beforeMsgModify");
        open.add(hooks);
        for (int i = 0; i < 200; i++) {
            hooks.before().ask(Hook.BEFORE_MSG_MODIFY, QUESTION, answer -> "", "");
        }

        String other =
                future(hooks, answer -> "read").orTimeout(2, TimeUnit.SECONDS).join();

        assertThat(other).isEqualTo("read");
    }

    @Test
    void typesAndReceiversThatAHookIsNotAboutAreNotAsked() {
        TestHooks hooks = hooks(
                "im.hook.denied-types", HOOK.hookName() + "=110", "im.hook.receivers", HOOK.hookName() + "=bob|carol");

        assertThat(hooks.before().asks(HOOK, 101, "bob")).isTrue();
        assertThat(hooks.before().asks(HOOK, 101, "dave")).isFalse();
        assertThat(hooks.before().asks(HOOK, 110, "bob")).isFalse();
        assertThat(hooks.before().asks(HOOK, 113, "bob")).as("typing").isFalse();
        assertThat(hooks.before().asks(HOOK, 1303, "bob")).as("notification").isFalse();
        assertThat(hooks.before().asks(Hook.BEFORE_MSG_MODIFY, 101, "bob")).isFalse();
    }
}
