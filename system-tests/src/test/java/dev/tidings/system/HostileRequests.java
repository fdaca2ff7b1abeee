package dev.tidings.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything wrong that can be said to every path of the REST API, and what is wrong with the answers: each is to be HTTP 200
 * with an envelope, with a code that names the fault and is not 500, and without a word of what is somebody else's.
 */
final class HostileRequests {
    private static final Path PATHS = Path.of("../docs/api/README.md");
    private static final Pattern ROW = Pattern.compile("\\| `(/[a-z_/]+)` \\| (anyone|user|admin) \\|.*");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ARGS = 1001;
    private static final int NO_PERMISSION = 1002;
    private static final int ANSWER_MAX = 20_000;

    /** Bodies that are no JSON object, whatever they are for. */
    private static final Map<String, String> NO_OBJECT = Map.ofEntries(
            Map.entry("half an object", "{"),
            Map.entry("a list", "[]"),
            Map.entry("null", "null"),
            Map.entry("a number", "17"),
            Map.entry("a text", "\"x\""),
            Map.entry("two objects", "{}{}"),
            Map.entry("a key twice", "{\"userID\":\"a\",\"userID\":\"b\"}"),
            Map.entry("a deep nest", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)),
            Map.entry("a long number", "{\"a\":" + "9".repeat(10_000) + "}"),
            Map.entry("a huge exponent", "{\"a\":1e99999999999}"),
            Map.entry("half a character", "{\"userID\":\"\\ud800\",\"userIDs\":[\"\\ud800\"],\"a\":NaN}"),
            Map.entry("HTML", "<html><body>hello</body></html>"),
            Map.entry("more than a MiB", "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}"));

    /** What each field is given in turn: nothing that it may be, or nothing that is there. */
    private static final List<String> WRONG = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "\"\"",
            "\" \"",
            "\"x/y\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"a\":{}}",
            "9223372036854775808",
            "[-1,1.5,\"x\"]");

    /** Every field that any path reads, as far as it says whom or what a request is about. */
    private static final List<String> FIELDS = List.of(
            "userID",
            "userIDs",
            "ownerUserID",
            "fromUserID",
            "sendID",
            "recvID",
            "recvIDs",
            "conversationID",
            "conversationIDs",
            "conversation",
            "seq",
            "seqs",
            "hasReadSeq",
            "pagination",
            "platformID",
            "users",
            "userInfo",
            "checkUserIDs",
            "seqRanges",
            "begin",
            "end",
            "start",
            "token",
            "secret",
            "nickname",
            "content",
            "contentType",
            "sessionType",
            "from",
            "to",
            "limit",
            "letterIDs",
            "letterID",
            "idHash",
            "versionID",
            "version",
            "account",
            "fcmToken",
            "appUnreadCount",
            "deleteSyncOpt",
            "groupID",
            "key",
            "data",
            "sendUserID",
            "recvUserID",
            "queue");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI root;
    private final String admin;
    private final List<String> users;
    private final String victim;
    private final String victimsConversation;
    private final String secretWords;
    private final List<String> wrong = new ArrayList<>();
    private int asked;

    /**
     * @param users tokens of users who may do nothing special; several, because each may only ask so often
     * @param victim whose things are asked for, in this conversation
     * @param secretWords what the victim wrote there
     */
    HostileRequests(
            URI root, String admin, List<String> users, String victim, String victimsConversation, String secretWords) {
        this.root = root;
        this.admin = admin;
        this.users = List.copyOf(users);
        this.victim = victim;
        this.victimsConversation = victimsConversation;
        this.secretWords = secretWords;
    }

    /** What was not answered as it should be; one line each. */
    List<String> wrong() {
        return wrong;
    }

    /** How many requests were made. */
    int asked() {
        return asked;
    }

    private record Target(String path, String who) {
        boolean isOpen() {
            return who.equals("anyone");
        }

        boolean isForAdmins() {
            return who.equals("admin");
        }

        /** What would really be done to the node, or be a guess that is counted, is only asked for in vain. */
        boolean isHarmless() {
            return !path.startsWith("/node/") && !path.startsWith("/ops/") && !path.equals("/auth/get_admin_token");
        }
    }

    void run() {
        List<Target> targets = targets();
        if (targets.size() < 60) {
            throw new IllegalStateException("only " + targets.size() + " paths in " + PATHS);
        }
        targets.forEach(this::isToldWhatIsWrong);
        targets.stream()
                .filter(Target::isForAdmins)
                .forEach(target -> refused(target, "a user", NO_PERMISSION, post(target.path(), token(), "{}")));
        targets.stream().filter(Target::isHarmless).forEach(this::isAskedForWhatIsSomebodyElses);
        targets.stream().filter(Target::isHarmless).forEach(this::isGivenWrongFields);
        for (String path : List.of(
                "/msg/unknown",
                "/msg",
                "/msg/",
                "/msg/send_msg/more",
                "/msg/SEND_MSG",
                "/msg/send_msg;a=b",
                "/api/msg/send_msg",
                "/api/unknown")) {
            answeredAtAll("POST " + path, post(path, admin, "{}"));
        }
        // What leads out of the API is no path of it: the container says so itself, and shows nothing.
        for (String path : List.of("/user/%2e%2e/x", "/user/..%2f..%2fWEB-INF/web.xml", "/user/get_users_info%00")) {
            HttpResponse<String> answer = post(path, admin, "{}");
            asked++;
            if (answer.statusCode() < 400
                    || answer.statusCode() >= 500
                    || answer.body().contains("Exception")) {
                wrong.add(path + ": HTTP " + answer.statusCode() + " " + shortened(answer.body()));
            }
        }
        byte[] large = new byte[10 * 1024 * 1024];
        for (String path : List.of("/msg/send_msg", "/auth/get_admin_token", "/user/get_users_info")) {
            HttpRequest.Builder request = request(path, admin).POST(HttpRequest.BodyPublishers.ofByteArray(large));
            refused(new Target(path, "admin"), "10 MiB", ARGS, send(request));
            HttpRequest.Builder chunked = request(path, admin)
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
            refused(new Target(path, "admin"), "10 MiB of unknown length", ARGS, send(chunked));
        }
    }

    private static List<Target> targets() {
        try (Stream<String> lines = Files.lines(PATHS)) {
            return lines.map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> new Target(row.group(1), row.group(2)))
                    // It takes protobuf.
                    .filter(target -> !target.path().startsWith("/jssdk/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void isToldWhatIsWrong(Target target) {
        NO_OBJECT.forEach((what, body) -> refused(target, what, ARGS, post(target.path(), admin, body)));
        // Those two never have a body: with one it is no HTTP, which the container refuses by itself.
        for (String method : List.of("GET", "DELETE")) {
            HttpRequest.Builder request =
                    request(target.path(), admin).method(method, HttpRequest.BodyPublishers.noBody());
            refused(target, method, ARGS, send(request));
        }
        for (String method : List.of("PUT", "PATCH")) {
            HttpRequest.Builder request =
                    request(target.path(), admin).method(method, HttpRequest.BodyPublishers.ofString("{}"));
            refused(target, method, ARGS, send(request));
        }
        for (String type : List.of("text/plain", "application/xml", "rubbish", "application/x-www-form-urlencoded")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(target.path()))
                    .timeout(Duration.ofSeconds(20))
                    .header("operationID", "hostile")
                    .header("token", admin)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{}"));
            refused(target, "as " + type, ARGS, send(request));
        }
        HttpRequest.Builder noOperation = HttpRequest.newBuilder(uri(target.path()))
                .timeout(Duration.ofSeconds(20))
                .header("token", admin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        refused(target, "without operationID", ARGS, send(noOperation));
        if (!target.isOpen()) {
            refused(target, "without token", ARGS, post(target.path(), null, "{}"));
            refused(target, "with rubbish for a token", 1503, post(target.path(), "rubbish", "{}"));
        }
    }

    /** All at once: whichever of the fields a path reads, it is about somebody else. */
    private void isAskedForWhatIsSomebodyElses(Target target) {
        String foreign = "\"" + victim + "\"";
        String body = Stream.concat(
                        Stream.of(
                                "\"conversationID\":\"" + victimsConversation + "\"",
                                "\"conversationIDs\":[\"" + victimsConversation + "\"]",
                                "\"seqs\":[1]",
                                "\"seq\":1",
                                "\"hasReadSeq\":1",
                                "\"from\":1",
                                "\"pagination\":{\"pageNumber\":1,\"showNumber\":10}",
                                "\"conversation\":{\"conversationID\":\"" + victimsConversation
                                        + "\",\"isPinned\":true}",
                                "\"seqRanges\":[{\"conversationID\":\"" + victimsConversation
                                        + "\",\"begin\":1,\"end\":9,\"num\":9}]",
                                "\"userInfo\":{\"userID\":" + foreign + ",\"nickname\":\"mine\"}",
                                "\"platformID\":5",
                                "\"userIDs\":[" + foreign + "]"),
                        Stream.of("userID", "ownerUserID", "fromUserID", "sendID", "recvID")
                                .map(field -> "\"" + field + "\":" + foreign))
                .collect(Collectors.joining(",", "{", "}"));
        HttpResponse<String> answer = post(target.path(), token(), body);
        JsonNode envelope = answeredAtAll(target.path() + " for somebody else", answer);
        if (answer.body().contains(secretWords)) {
            wrong.add(target.path() + " shows what is somebody else's: " + answer.body());
        }
        boolean refuses = envelope.path("errCode").asInt() != 0;
        if (target.isForAdmins() && !refuses) {
            wrong.add(target.path() + " did it for a user: " + answer.body());
        }
    }

    private void isGivenWrongFields(Target target) {
        for (String value : WRONG) {
            String body = FIELDS.stream()
                    .map(field -> "\"" + field + "\":" + value)
                    .collect(Collectors.joining(",", "{", "}"));
            answeredAtAll(target.path() + " with every field " + value, post(target.path(), admin, body));
        }
    }

    private void refused(Target target, String what, int code, HttpResponse<String> answer) {
        JsonNode envelope = answeredAtAll(target.path() + " " + what, answer);
        // Who asks for more than he may is told so first; it does not happen here.
        if (envelope.path("errCode").asInt() != code) {
            wrong.add(target.path() + " " + what + ": not " + code + ", but " + answer.body());
        }
    }

    /** The envelope that every answer has to be. */
    private JsonNode answeredAtAll(String what, HttpResponse<String> answer) {
        asked++;
        JsonNode envelope;
        try {
            envelope = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            wrong.add(what + ": HTTP " + answer.statusCode() + " and no JSON: " + shortened(answer.body()));
            return JSON.createObjectNode();
        }
        int code = envelope.path("errCode").asInt(-1);
        if (answer.statusCode() != 200
                || code < 0
                || code == 500
                || !envelope.path("errMsg").isTextual()
                || !envelope.path("errDlt").isTextual()
                || answer.body().contains("Exception")
                || (code != 0 && answer.body().length() > ANSWER_MAX)) {
            wrong.add(what + ": HTTP " + answer.statusCode() + " " + shortened(answer.body()));
        }
        return envelope;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private String token() {
        return users.get(asked % users.size());
    }

    private URI uri(String path) {
        return URI.create(root + path);
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("operationID", "hostile")
                .header("Content-Type", "application/json");
        return token == null ? request : request.header("token", token);
    }

    private HttpResponse<String> post(String path, @Nullable String token, String body) {
        return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.build().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
