package dev.tidings.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.SeqRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The server's REST API, as a business server or an SDK calls it. Calls block; safe for use by several threads. */
public final class RestClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong OPERATIONS = new AtomicLong(System.nanoTime());

    private final HttpClient http;
    private final URI api;
    private final String token;

    /**
     * A client without a token.
     *
     * @param api what an SDK is given as apiAddr, such as http://host:8080/im
     */
    public RestClient(URI api) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT)
                        .build(),
                api,
                "");
    }

    private RestClient(HttpClient http, URI api, String token) {
        this.http = http;
        this.api = api;
        this.token = token;
    }

    /** The same API with this token in each call; the connections are shared. */
    public RestClient withToken(String other) {
        return new RestClient(http, api, other);
    }

    /** An object to be filled and posted. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Posts to a path such as {@code /msg/revoke_msg}.
     *
     * @throws LostException if there is no answer, or it is not the protocol's
     */
    public RestAnswer post(String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("operationID", "rest" + OPERATIONS.incrementAndGet())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (!token.isEmpty()) {
            request.header("token", token);
        }
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LostException("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostException("interrupted while waiting for " + path, e);
        }
        return answer(path, response);
    }

    private static RestAnswer answer(String path, HttpResponse<String> response) {
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new LostException("HTTP " + response.statusCode() + " and no JSON from " + path, e);
        }
        if (!answer.path("errCode").isInt()) {
            throw new LostException("HTTP " + response.statusCode() + " and no errCode from " + path);
        }
        JsonNode data = answer.path("data");
        return new RestAnswer(
                answer.path("errCode").asInt(),
                answer.path("errMsg").asText(),
                answer.path("errDlt").asText(),
                data.isMissingNode() || data.isNull() ? object() : data);
    }

    // ---- what tests need most

    /** An administrator's token. */
    public String adminToken(String secret, String adminID) {
        ObjectNode body = object().put("secret", secret).put("userID", adminID);
        return post("/auth/get_admin_token", body).orThrow().path("token").asText();
    }

    /** A user's token; needs an administrator's. */
    public String userToken(String userID, Platform platform) {
        ObjectNode body = object().put("userID", userID).put("platformID", platform.id());
        return post("/auth/get_user_token", body).orThrow().path("token").asText();
    }

    /** Registers users whose nickname is their id; fails with 1102 if one exists. Needs an administrator's token. */
    public void register(List<String> userIDs) {
        ObjectNode body = object();
        ArrayNode users = body.putArray("users");
        for (String userID : userIDs) {
            users.addObject().put("userID", userID).put("nickname", userID).put("faceURL", "");
        }
        post("/user/user_register", body).orThrow();
    }

    /** Sends text from a user to a user; needs an administrator's token. Gives serverMsgID, clientMsgID, sendTime. */
    public JsonNode sendText(String sendID, String recvID, String text) {
        ObjectNode body = object().put("sendID", sendID)
                .put("recvID", recvID)
                .put("senderPlatformID", Platform.ADMIN.id())
                .put("contentType", ContentType.TEXT.number())
                .put("sessionType", SessionType.SINGLE.number());
        body.putObject("content").put("content", text);
        return post("/msg/send_msg", body).orThrow();
    }

    /** The newest seqs of a user's conversations: {@code {"maxSeqs":{},"minSeqs":{}}}. */
    public JsonNode newestSeqs(String userID) {
        return post("/msg/newest_seq", object().put("userID", userID)).orThrow();
    }

    /** Messages of ranges: {@code {"msgs":{"<conversation>":{"Msgs":[],"isEnd","endSeq"}},"notificationMsgs":{}}}. */
    public JsonNode pull(String userID, List<SeqRange> ranges) {
        ObjectNode body = object().put("userID", userID).put("order", 0);
        ArrayNode list = body.putArray("seqRanges");
        for (SeqRange range : ranges) {
            list.addObject()
                    .put("conversationID", range.getConversationID())
                    .put("begin", range.getBegin())
                    .put("end", range.getEnd())
                    .put("num", range.getNum());
        }
        return post("/msg/pull_msg_by_seq", body).orThrow();
    }

    /** Moves a user's read position. */
    public void markRead(String userID, String conversationID, long hasReadSeq) {
        ObjectNode body = object().put("userID", userID)
                .put("conversationID", conversationID)
                .put("hasReadSeq", hasReadSeq);
        body.putArray("seqs");
        post("/msg/mark_conversation_as_read", body).orThrow();
    }

    /** Revokes a message. */
    public void revoke(String userID, String conversationID, long seq) {
        ObjectNode body = object().put("userID", userID)
                .put("conversationID", conversationID)
                .put("seq", seq);
        post("/msg/revoke_msg", body).orThrow();
    }

    /** Creates a group and gives its id. */
    public String createGroup(String ownerID, List<String> memberIDs, String groupName) {
        ObjectNode body = object().put("ownerUserID", ownerID);
        ArrayNode members = body.putArray("memberUserIDs");
        memberIDs.forEach(members::add);
        body.putArray("adminUserIDs");
        body.putObject("groupInfo").put("groupName", groupName).put("groupType", 2);
        return post("/group/create_group", body)
                .orThrow()
                .path("groupInfo")
                .path("groupID")
                .asText();
    }
}
