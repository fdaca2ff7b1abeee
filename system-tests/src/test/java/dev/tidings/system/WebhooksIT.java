package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.client.RefusedException;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The example business server, which knows OpenIM's field names and nothing of ours, behind the whole product: it blocks,
 * changes, and hears of everything, also when the application server is killed. Goes before the stack of all others starts.
 */
@Order(1)
class WebhooksIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PORT = Integer.getInteger("tidings.ports", 21_900) + 39;

    private final Path log = Path.of("target", "webhook-events.jsonl").toAbsolutePath();

    @Test
    void aBusinessServerBlocksChangesAndHearsOfEverythingAcrossAKill() throws Exception {
        Files.deleteIfExists(log);
        List<String> hooks = List.of(
                "--set", "im.hook.url=http://127.0.0.1:" + PORT,
                "--set",
                        "im.hook.enabled=beforeSendSingleMsg,beforeMsgModify,beforeUserRegister,beforeOnlinePush,afterSendSingleMsg,"
                                + "afterMsgSaveDB,afterSingleMsgRead,afterUserRegister");
        try (Stack stack = Stack.start("webhooks", 20, hooks)) {
            Process business = businessServer(stack);
            try (Pair pair = Pair.connected(stack)) {
                blocks(pair);
                changes(pair);
                reads(pair);
                decidesWhoIsPushed(pair);
                hearsOfEverything(pair);
            } finally {
                business.destroyForcibly().onExit().join();
            }
        }
    }

    private void blocks(Pair pair) {
        MsgData forbidden = pair.textToBob("this is forbidden");

        Throwable refused = catchThrowable(
                () -> pair.aliceDevice.client().orElseThrow().send(forbidden).join());

        assertThat(refused).hasCauseInstanceOf(RefusedException.class);
        assertThat(((RefusedException) refused.getCause()).errCode()).isEqualTo(5001);
        assertThat(refused.getMessage()).contains("may not be said here");
    }

    private void changes(Pair pair) {
        pair.sendNow(pair.aliceDevice, pair.textToBob("damn"));

        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);
        assertThat(pair.bobSaw.get(0).getContent().toStringUtf8()).isEqualTo("{\"content\":\"d**n\"}");
    }

    private void reads(Pair pair) {
        var body = dev.tidings.client.RestClient.object()
                .put("userID", pair.bob)
                .put("conversationID", pair.conversation)
                .put("hasReadSeq", 1);
        pair.stack.admin().post("/msg/mark_conversation_as_read", body).orThrow();

        await().atMost(Pair.PATIENCE)
                .until(() -> !told("callbackAfterSingleMsgReadCommand").isEmpty());
        assertThat(told("callbackAfterSingleMsgReadCommand")
                        .get(0)
                        .path("userID")
                        .asText())
                .isEqualTo(pair.bob);
        assertThat(told("callbackAfterUserRegisterCommand")).isNotEmpty();
    }

    private void decidesWhoIsPushed(Pair pair) {
        int before = pair.bobSaw.size();

        pair.sendNow(pair.aliceDevice, pair.textToBob("psst, for later"));
        await().during(Duration.ofSeconds(1)).atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == before);
        pair.sendNow(pair.aliceDevice, pair.textToBob("look"));

        await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == before + 2);
        assertThat(pair.bobSaw.subList(before, before + 2))
                .extracting(it -> it.getContent().toStringUtf8())
                .containsExactly("{\"content\":\"psst, for later\"}", "{\"content\":\"look\"}");
    }

    private void hearsOfEverything(Pair pair) {
        List<CompletableFuture<UserSendMsgResp>> sends = pair.chat(25, Duration.ofSeconds(1));
        pair.stack.kill9(Stack.Part.PAYARA);
        sends.addAll(pair.chat(25, Duration.ofSeconds(2)));
        Pair.awaitAcks(sends);

        List<Pair.Entry> kept = pair.verify();
        Map<Long, String> bySeq = new TreeMap<>();
        kept.forEach(entry -> bySeq.put(entry.seq(), entry.serverMsgID()));
        for (String command : List.of("callbackAfterSendSingleMsgCommand", "callbackAfterMsgSaveDBCommand")) {
            await(command).atMost(Pair.FAULT_PATIENCE).until(() -> ids(command).containsAll(bySeq.values()));
            // The log has each event once, as it came first: in the order of the conversation, and nothing that is not
            // in it.
            assertThat(ids(command)).as(command).containsExactlyElementsOf(bySeq.values());
        }
        assertThat(pair.stack
                        .admin()
                        .post("/ops/list_dead_letters", dev.tidings.client.RestClient.object())
                        .orThrow()
                        .path("deadLetters"))
                .isEmpty();
    }

    private List<String> ids(String command) {
        return told(command).stream().map(it -> it.path("serverMsgID").asText()).toList();
    }

    private List<JsonNode> told(String command) {
        try {
            List<JsonNode> told = new ArrayList<>();
            for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
                JsonNode event = JSON.readTree(line);
                if (event.path("callbackCommand").asText().equals(command)) {
                    told.add(event);
                }
            }
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process businessServer(Stack stack) throws IOException {
        Path jar = Path.of("../example-business-server/target/example-business-server-0.1.0-SNAPSHOT.jar")
                .toAbsolutePath()
                .normalize();
        Path output = Path.of("target", "business-server.log").toAbsolutePath();
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-jar",
                        jar.toString(),
                        "--port",
                        Integer.toString(PORT),
                        "--secrets",
                        stack.data().resolve("secrets.properties").toString(),
                        "--log",
                        log.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Pair.PATIENCE)
                .until(() -> !process.isAlive() || Files.readString(output).contains("listens"));
        assertThat(process.isAlive()).as("see %s", output).isTrue();
        return process;
    }
}
