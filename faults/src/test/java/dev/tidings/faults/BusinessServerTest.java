package dev.tidings.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.checker.HistoryWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BusinessServerTest {
    private static final String MAY = "callbackBeforeSendSingleMsgCommand";
    private static final String FORM = "callbackBeforeMsgModifyCommand";
    private static final String TOLD = "callbackAfterSendSingleMsgCommand";

    private final StringWriter lines = new StringWriter();
    private final HttpClient http = HttpClient.newHttpClient();
    private BusinessServer business;

    @BeforeEach
    void start() throws IOException {
        business = new BusinessServer(0, new HistoryWriter(lines, "faults"));
    }

    @AfterEach
    void end() {
        business.close();
    }

    private HttpResponse<String> call(String command, String text) throws IOException, InterruptedException {
        String body = "{\"callbackCommand\":\"" + command
                + "\",\"sendID\":\"u1\",\"clientMsgID\":\"m1\",\"serverMsgID\":\"s1\","
                + "\"content\":\"{\\\"content\\\":\\\"" + text + "\\\"}\"}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + business.port() + "/" + command))
                .timeout(Duration.ofSeconds(1))
                .header("X-Tidings-Event-Id", "e1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatPassesBothQuestionsIsNotedAsAllowed() throws Exception {
        call(MAY, "hello");
        assertThat(lines.toString()).isEmpty();

        call(FORM, "hello");

        assertThat(lines.toString()).contains("HOOK_BEFORE", "ALLOWED", "\"sender\":\"u1\"", "\"clientMsgID\":\"m1\"");
    }

    @Test
    void aForbiddenWordIsRefused() throws Exception {
        assertThat(call(MAY, "that is forbidden").body()).contains("\"nextCode\":1", "5001");
        assertThat(lines.toString()).contains("REFUSED");
    }

    @Test
    void aRudeWordIsRewritten() throws Exception {
        call(MAY, "damn");

        assertThat(call(FORM, "damn").body()).contains("d**n");
        assertThat(lines.toString()).contains("REWRITTEN").doesNotContain("ALLOWED");
    }

    @Test
    void whatPassedTheFirstQuestionByIsNotNotedAsAllowed() throws Exception {
        call(FORM, "hello");

        assertThat(lines.toString()).isEmpty();
    }

    @Test
    void whatItIsToldIsNotedWithTheEventsId() throws Exception {
        call(TOLD, "hello");

        assertThat(lines.toString()).contains("HOOK_AFTER", "\"detail\":\"e1\"");
    }

    @Test
    void whoDoesNotAnswerIsNotedAsClosedAndHearsOfNothing() throws Exception {
        business.be(BusinessServer.State.HANGS);
        assertThatThrownBy(() -> call(MAY, "hello")).isInstanceOf(HttpTimeoutException.class);
        business.be(BusinessServer.State.FAILS);
        assertThat(call(TOLD, "hello").statusCode()).isEqualTo(500);

        assertThat(lines.toString()).contains("CLOSED").doesNotContain("HOOK_AFTER");
    }
}
