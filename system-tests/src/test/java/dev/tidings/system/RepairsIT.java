package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator repairs, on everything as it runs: by REST, and by the command that he is given. */
@Order(3)
@ExtendWith(StackExtension.class)
class RepairsIT {
    private static final Path COMMAND = Path.of("../resources/src/main/resources/dev/tidings/resources/tidings-ops");
    private static final int LEFT = 2;

    private Pair pair;

    @BeforeEach
    void connect(Stack stack) {
        pair = Pair.connected(stack);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** All findings of a run over the conversation of the two. */
    private List<JsonNode> reconcile(boolean mend) {
        List<JsonNode> findings = new ArrayList<>();
        String cursor = "";
        do {
            ObjectNode wanted = RestClient.object()
                    .put("conversationID", pair.conversation)
                    .put("cursor", cursor)
                    .put("limit", 50)
                    .put("mend", mend);
            JsonNode piece = asked("/ops/reconcile", wanted);
            piece.path("findings").forEach(findings::add);
            cursor = piece.path("next").asText();
        } while (!cursor.isEmpty());
        return findings;
    }

    /** Asks until the server has time for it. */
    private JsonNode asked(String path, ObjectNode body) {
        List<JsonNode> answer = new ArrayList<>();
        await().atMost(Pair.FAULT_PATIENCE)
                .ignoreExceptions()
                .until(() -> answer.add(pair.stack.admin().post(path, body).orThrow()));
        return answer.get(0);
    }

    private void chat(Duration time) {
        List<CompletableFuture<UserSendMsgResp>> sends = pair.chat(50, time);
        Pair.awaitAcks(sends);
    }

    private int sql(String statement) throws SQLException {
        try (var database = pair.stack.database();
                PreparedStatement change = database.prepareStatement(statement)) {
            change.setString(1, pair.conversation);
            return change.executeUpdate();
        }
    }

    @Test
    void nothingIsFoundWhileTwoAreChatting() {
        CompletableFuture<Void> chatting = CompletableFuture.runAsync(() -> chat(Duration.ofSeconds(10)));

        List<JsonNode> findings = new ArrayList<>();
        while (!chatting.isDone()) {
            findings.addAll(reconcile(true));
        }
        chatting.join();

        assertThat(findings).isEmpty();
        pair.verify();
    }

    @Test
    void whatTheHistoryLostIsReportedByNameAndPutBackByTheCommand() throws Exception {
        chat(Duration.ofSeconds(1));
        pair.verify();
        int before = pair.history().size();
        int lost = sql("delete from message where conversation_id = ? and row_no mod 2 = 0");
        assertThat(lost).isPositive();

        Ran reported = run("reconcile", "--conversation", pair.conversation);
        Ran mended = run("reconcile", "--conversation", pair.conversation, "--mend");

        assertThat(reported.code()).as(reported.said()).isEqualTo(LEFT);
        assertThat(reported.said().lines().filter(it -> it.contains("\"row_missing\"")))
                .hasSize(lost);
        assertThat(mended.code()).as(mended.said()).isZero();
        assertThat(reconcile(false)).isEmpty();
        assertThat(pair.history()).hasSize(before);
        pair.verify();
    }

    @Test
    void whatOnlyTheHistoryHasIsDeliveredAfterAll() throws Exception {
        chat(Duration.ofSeconds(1));
        int before = pair.verify().size();
        // As if the transfer had never seen it: a row like the last, of a message that is nowhere.
        String never = "00000000000000000000000000000000";
        sql("insert into message (server_msg_id, client_msg_id, conversation_id, send_id, recv_id, group_id,"
                + " sender_platform_id, sender_nickname, session_type, msg_from, content_type, content, status, send_time,"
                + " create_time, ex, replaced, body) select '" + never
                + "', 'never', conversation_id, send_id, recv_id,"
                + " group_id, sender_platform_id, sender_nickname, session_type, msg_from, content_type, content, status,"
                + " send_time + 1, create_time, ex, replaced, body from message where conversation_id = ?"
                + " order by row_no desc limit 1");

        List<JsonNode> mended = reconcile(true);

        assertThat(mended).extracting(it -> it.path("difference").asText()).containsExactly("message_missing");
        assertThat(mended.get(0).path("mended").asBoolean()).isTrue();
        await().atMost(Pair.FAULT_PATIENCE)
                .untilAsserted(() -> assertThat(asked(
                                        "/ops/rebuild_counters",
                                        RestClient.object().put("conversationID", pair.conversation))
                                .path("changed")
                                .path(0)
                                .path("after")
                                .asInt())
                        .isEqualTo(before + 1));
        assertThat(reconcile(false)).isEmpty();
    }

    @Test
    void theCommandSaysThatThereAreNoDeadLetters() throws Exception {
        Ran letters = run("dead-letters", "list", "--queue", "im.push");
        Ran counters = run("rebuild-counters");

        assertThat(letters.code()).as(letters.said()).isZero();
        assertThat(letters.said()).isEmpty();
        assertThat(counters.code()).as(counters.said()).isZero();
        assertThat(counters.said()).contains("series anew").doesNotContain("\"held\":true");
    }

    private record Ran(int code, String said) {}

    private Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("bash", COMMAND.toAbsolutePath().normalize().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("IM_URL", pair.stack.restUrl().toString());
        builder.environment()
                .put(
                        "IM_SECRETS",
                        pair.stack.data().resolve("secrets.properties").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command does not end: " + said);
        }
        return new Ran(process.exitValue(), said);
    }
}
