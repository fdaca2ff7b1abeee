package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.ejb.EJBException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same for every request. */
class DoorTest {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Api api = new Api();

    private Api.Reply time(Map<String, String> headers) {
        return api.send("POST", "/msg/get_server_time", headers, EMPTY);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = Api.headers();
        headers.put("token", api.admin);
        return headers;
    }

    @Test
    void aRequestWithoutATraceIdIsRefused() {
        Map<String, String> headers = headers();
        headers.remove("operationID");

        Api.Reply reply = time(headers);

        assertThat(reply.errCode()).isEqualTo(1001);
        assertThat(reply.errDlt()).isEqualTo("header must have operationID");
        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\nb", "a\tb", "\u00e4", "a\u007f"})
    void aTraceIdThatCannotBeLoggedIsRefused(String operationId) {
        Map<String, String> headers = headers();
        headers.put("operationID", operationId);

        assertThat(time(headers).errCode()).isEqualTo(1001);
    }

    @Test
    void aTraceIdHasAtMost128Characters() {
        Map<String, String> headers = headers();

        headers.put("operationID", "x".repeat(128));
        assertThat(time(headers).errCode()).isZero();
        headers.put("operationID", "x".repeat(129));
        assertThat(time(headers).errCode()).isEqualTo(1001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "TRACE", "FOO"})
    void onlyPostIsAnswered(String method) {
        Api.Reply reply = api.send(method, "/msg/get_server_time", headers(), EMPTY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.errCode()).isEqualTo(1001);
        assertThat(reply.errDlt()).isEqualTo("the method is not POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "application/x-protobuf"})
    void aBodyThatSaysItIsNoJsonIsRefused(String contentType) {
        Map<String, String> headers = headers();
        headers.put("Content-Type", contentType);

        Api.Reply reply = time(headers);

        assertThat(reply.errCode()).isEqualTo(1001);
        assertThat(reply.errDlt()).isEqualTo("Content-Type is not application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;charset=utf-8", "application/json; charset=UTF-8", "APPLICATION/JSON"})
    void jsonIsKnownHoweverItIsWritten(String contentType) {
        Map<String, String> headers = headers();
        headers.put("Content-Type", contentType);

        assertThat(time(headers).errCode()).isZero();
    }

    @Test
    void theAnswerIsJsonWhateverTheClientWouldRatherHave() {
        Map<String, String> headers = headers();
        headers.put("Accept", "text/html");

        assertThat(time(headers).header("Content-Type")).isEqualTo("application/json");
        assertThat(time(headers).errCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1048577", "2147483648", "99999999999999999999"})
    void aBodyThatSaysItIsTooLargeIsNotRead(String length) {
        Map<String, String> headers = headers();
        headers.put("Content-Length", length);

        assertThat(time(headers).errDlt()).isEqualTo("the body is larger than 1048576 bytes");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        byte[] latin1 = "{\"userIDs\":[\"\u00e4\"]}".getBytes(StandardCharsets.ISO_8859_1);

        Api.Reply reply = api.send("POST", "/user/get_users_info", headers(), latin1);

        assertThat(reply.errCode()).isEqualTo(1001);
        assertThat(reply.errDlt()).isEqualTo("the body is not UTF-8");
    }

    @Test
    void aProtobufBodyThatIsNoneIsRefused() {
        Map<String, String> headers = headers();
        headers.put("Content-Type", "application/x-protobuf");

        Api.Reply reply = api.send("POST", "/jssdk/get_active_conversations", headers, new byte[] {-1, -1, -1});

        assertThat(reply.errCode()).isEqualTo(1001);
    }

    @Test
    void aPreflightIsAnsweredForEveryPathAndAsksForNothing() {
        for (String path : new String[] {"/user/get_users_info", "/user/nothing", "/unknown"}) {
            Api.Reply reply = api.send("OPTIONS", path, Map.of("Origin", "http://page.example"), new byte[0]);

            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.header("Access-Control-Allow-Methods")).contains("POST");
            assertThat(reply.header("Access-Control-Allow-Headers")).contains("content-type", "operationid", "token");
            assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("172800");
        }
    }

    @Test
    void everyAnswerMayBeReadByPagesAndIsKeptByNobody() {
        for (Api.Reply reply : new Api.Reply[] {time(headers()), time(Map.of()), api.post("/unknown", null, "{}")}) {
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void onlyThePagesThatMayReadAnswersAreTold() {
        Api narrow = new Api(Set.of("https://chat.example"), false);
        Map<String, String> headers = Api.headers();

        headers.put("Origin", "https://chat.example");
        Api.Reply known = narrow.send("POST", "/auth/parse_token", headers, EMPTY);
        headers.put("Origin", "https://evil.example");
        Api.Reply other = narrow.send("POST", "/auth/parse_token", headers, EMPTY);

        assertThat(known.header("Access-Control-Allow-Origin")).isEqualTo("https://chat.example");
        assertThat(other.header("Access-Control-Allow-Origin")).isNull();
        assertThat(other.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void aDefectIsToldAsNoMoreThanThat() {
        Answer answer = answer(new IllegalStateException("the password is 1234"));

        assertThat(answer).isEqualTo(new Answer(500, "ServerInternalError", "", null));
    }

    @Test
    void aRefusalIsFoundInsideWhatTheContainerWrapsItIn() {
        var away = new ImException(ErrorCode.UNAVAILABLE, "Redis does not answer");

        Answer answer = answer(new EJBException(new CompletionException(away)));

        assertThat(answer).isEqualTo(new Answer(1802, "UnavailableError", "Redis does not answer", null));
    }

    private static Answer answer(Exception failure) {
        var mapper = new AnyExceptionMapper(new NoHeaders());
        return (Answer) mapper.toResponse(failure).getEntity();
    }
}
