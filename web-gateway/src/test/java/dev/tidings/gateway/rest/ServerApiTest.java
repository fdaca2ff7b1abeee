package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.offline.Device;
import dev.tidings.omtp.proto.MsgData;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a business server does all day. */
class ServerApiTest {
    private final Api api = new Api();
    private final String alice = api.login("alice");
    private final String bob = api.login("bob");

    private static String toMany(String receivers, String more) {
        return """
                {"sendID":"alice",%s,"clientMsgID":"news-1","contentType":101,"sessionType":1,\
                "content":{"content":"hello"}%s}""".formatted(receivers, more);
    }

    private void send(String clientMsgId, String text) {
        api.data("/msg/send_msg", api.admin, """
                {"sendID":"alice","recvID":"bob","clientMsgID":"%s","contentType":101,"sessionType":1,\
                "content":{"content":"%s"}}""".formatted(clientMsgId, text));
    }

    private List<JsonObject> mailbox(String token) {
        return api.data("/mailbox/pull", token, "{\"from\":1}")
                .getJsonArray("entries")
                .getValuesAs(JsonObject.class);
    }

    @Test
    void aBatchNamesThoseItReachedAndThoseItDidNot() {
        String request = toMany("\"recvIDs\":[\"bob\",\"nobody\",\"bob\"]", "");

        JsonObject first = api.data("/msg/batch_send_msg", api.admin, request);
        JsonObject again = api.data("/msg/batch_send_msg", api.admin, request);

        assertThat(first.getJsonArray("results")).hasSize(1);
        assertThat(first.getJsonArray("results").getJsonObject(0).getString("recvID"))
                .isEqualTo("bob");
        assertThat(first.getJsonArray("failedUserIDs")).hasToString("[\"nobody\"]");
        assertThat(again).isEqualTo(first);
        assertThat(mailbox(bob)).hasSize(1);
        assertThat(mailbox(bob).get(0).getJsonObject("message").getString("serverMsgID"))
                .isEqualTo(first.getJsonArray("results").getJsonObject(0).getString("serverMsgID"));
    }

    @Test
    void aBatchToAllReachesEverybodyButItsSender() {
        String ids = IntStream.range(0, 1_500)
                .mapToObj(i -> "{\"userID\":\"u" + i + "\"}")
                .collect(Collectors.joining(","));
        api.post("/user/user_register", api.admin, "{\"users\":[" + ids + "]}");

        JsonObject sent = api.data("/msg/batch_send_msg", api.admin, toMany("\"isSendAll\":true", ""));

        assertThat(sent.getJsonArray("results")).hasSize(1_501);
        assertThat(sent.toString()).doesNotContain("\"recvID\":\"alice\"");
    }

    @Test
    void aBatchWithoutItsQueueHasFailedForEverybody() {
        api.services.brokerIsAway = true;

        JsonObject sent = api.data("/msg/batch_send_msg", api.admin, toMany("\"recvIDs\":[\"bob\"]", ""));

        assertThat(sent).hasToString("{\"results\":[],\"failedUserIDs\":[\"bob\"]}");
    }

    private static String business(String more) {
        return "{\"key\":\"parcel\",\"data\":\"delivered\",\"sendUserID\":\"alice\",\"recvUserID\":\"bob\"" + more
                + "}";
    }

    @Test
    void aBusinessNotificationIsPushedOnceOrKeptAsIsWished() throws Exception {
        api.data("/msg/send_business_notification", api.admin, business(""));
        api.data("/msg/send_business_notification", api.admin, business(",\"reliabilityLevel\":2"));

        Message pushed = api.services.pushed.get(0);
        assertThat(pushed.conversation()).hasToString("n_alice_bob");
        assertThat(pushed.contentType()).isEqualTo(2001);
        assertThat(MsgData.parseFrom(pushed.body()).getContent().toStringUtf8()).isEqualTo("""
                {"detail":"{\\"key\\":\\"parcel\\",\\"data\\":\\"delivered\\"}"}""");
        assertThat(mailbox(bob)).hasSize(1);
        assertThat(mailbox(bob).get(0).getString("conversationID")).isEqualTo("n_alice_bob");
    }

    @Test
    void aBusinessNotificationCanBeAMessageAsWell() {
        String request =
                business(",\"sendMsg\":true,\"reliabilityLevel\":2,\"clientMsgID\":\"" + "x".repeat(64) + "\"");

        JsonObject first = api.data("/msg/send_business_notification", api.admin, request);
        JsonObject again = api.data("/msg/send_business_notification", api.admin, request);

        assertThat(again).isEqualTo(first);
        assertThat(mailbox(bob))
                .extracting(it -> it.getString("conversationID"))
                .containsExactlyInAnyOrder("n_alice_bob", "si_alice_bob");
    }

    @Test
    void aHookIsAnsweredByTheKeyItGave() {
        String key = Base64.getEncoder()
                .encodeToString(
                        "{\"sendID\":\"alice\",\"recvID\":\"bob\",\"groupID\":\"\"}".getBytes(StandardCharsets.UTF_8));

        JsonObject sent = api.data(
                "/msg/send_simple_msg?key=" + key.replace("+", "%2B").replace("=", "%3D"),
                api.admin,
                "{\"content\":\"**We are closed.**\",\"clientMsgID\":\"a1\"}");

        assertThat(sent.getString("clientMsgID")).isEqualTo("a1");
        JsonObject message = mailbox(alice).get(0).getJsonObject("message");
        assertThat(message.getString("sendID")).isEqualTo("bob");
        assertThat(message.getInt("contentType")).isEqualTo(118);
        assertThat(message.getString("content")).isEqualTo("{\"content\":\"**We are closed.**\"}");
    }

    @Test
    void aNotificationAccountWritesInAChatOfItsOwnKind() {
        JsonObject account =
                api.data("/user/add_notification_account", api.admin, "{\"nickName\":\"The shop\",\"faceURL\":\"\"}");
        String id = account.getString("userID");
        api.data("/msg/send_msg", api.admin, """
                {"sendID":"%s","recvID":"bob","contentType":1400,"content":{"text":"sale"},"isOnlineOnly":false}""".formatted(id));

        JsonObject entry = mailbox(bob).get(0);
        assertThat(entry.getString("conversationID")).startsWith("sn_");
        assertThat(entry.getJsonObject("message").getInt("sessionType")).isEqualTo(4);
        assertThat(entry.getJsonObject("message").getString("content"))
                .isEqualTo("{\"detail\":\"{\\\"text\\\":\\\"sale\\\"}\"}");
        assertThat(account.getInt("appMangerLevel")).isEqualTo(3);
        api.post(
                "/user/update_notification_account",
                api.admin,
                "{\"userID\":\"" + id + "\",\"nickName\":\"The new shop\"}");
        assertThat(api.data(
                                "/user/search_notification_account",
                                api.admin,
                                "{\"keyword\":\"new\",\"pagination\":{\"pageNumber\":1,\"showNumber\":5}}")
                        .getInt("total"))
                .isEqualTo(1);
    }

    @Test
    void aSearchGoesOnBehindItsLastMessageWithoutEnd() {
        for (int i = 0; i < 7; i++) {
            send("m" + i, "hello " + i);
        }
        List<String> walked = new ArrayList<>();
        String after = "";
        do {
            JsonObject page = api.data(
                    "/msg/search_msg",
                    api.admin,
                    "{\"sendID\":\"alice\",\"sendTime\":\"2026-01-01\",\"after\":\"%s\",\"pagination\":{\"pageNumber\":1,\"showNumber\":3}}"
                            .formatted(after));
            page.getJsonArray("chatLogs")
                    .getValuesAs(JsonObject.class)
                    .forEach(it -> walked.add(it.getJsonObject("chatLog").getString("clientMsgID")));
            assertThat(page.containsKey("chatLogsNum")).isEqualTo(after.isEmpty());
            after = page.getString("next");
        } while (!after.isEmpty());

        assertThat(walked).containsExactly("m6", "m5", "m4", "m3", "m2", "m1", "m0");
        assertThat(
                        api.data(
                                "/msg/search_msg",
                                api.admin,
                                "{\"recvID\":\"bob\",\"sendTime\":\"2025-12-31\",\"pagination\":{\"pageNumber\":1,\"showNumber\":3}}"))
                .hasToString("{\"chatLogs\":[],\"chatLogsNum\":0,\"next\":\"\"}");
    }

    @Test
    void whatASearchFindsCanBeRevokedByItsSeq() {
        send("m0", "stays");
        send("m1", "a slip of the pen");
        String search = "{\"sendID\":\"alice\",\"recvID\":\"bob\",\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}";
        JsonObject found = api.data("/msg/search_msg", api.admin, search)
                .getJsonArray("chatLogs")
                .getJsonObject(0)
                .getJsonObject("chatLog");
        String revoke = "{\"conversationID\":\"%s\",\"seq\":%d,\"userID\":\"alice\"}"
                .formatted(found.getString("conversationID"), found.getInt("seq"));

        assertThat(api.post("/msg/revoke_msg", bob, revoke.replace("alice\"}", "bob\"}"))
                        .errCode())
                .isEqualTo(1002);
        assertThat(api.post("/msg/revoke_msg", alice, revoke).errCode()).isZero();
        assertThat(api.post("/msg/revoke_msg", api.admin, revoke).errCode()).isEqualTo(1404);

        String everything = mailbox(bob).toString()
                + api.data("/msg/pull_msg_by_seq", bob, """
                        {"userID":"bob","seqRanges":[{"conversationID":"si_alice_bob","begin":1,"end":9,"num":9}]}""")
                + api.data("/msg/search_msg", api.admin, search.replace("\"sendID\":\"alice\",", ""))
                + api.data("/jssdk/get_active_conversations", bob, "{\"ownerUserID\":\"bob\",\"count\":9}");
        assertThat(everything)
                .contains("\"contentType\":2101", "\"isRevoked\":true")
                .doesNotContain(
                        "a slip of the pen",
                        Base64.getEncoder()
                                .encodeToString(
                                        "{\"content\":\"a slip of the pen\"}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordedMessageIsKnownByEitherId() {
        send("m0", "hello");

        for (String known : List.of(
                "{\"sendID\":\"alice\",\"clientMsgID\":\"m0\"}",
                "{\"serverMsgID\":\""
                        + mailbox(bob).get(0).getJsonObject("message").getString("serverMsgID") + "\"}")) {
            assertThat(api.data("/msg/check_msg_is_send_success", api.admin, known))
                    .hasToString("{\"status\":2}");
        }
        assertThat(api.data(
                        "/msg/check_msg_is_send_success", api.admin, "{\"sendID\":\"alice\",\"clientMsgID\":\"m1\"}"))
                .hasToString("{\"status\":0}");
    }

    @Test
    void statisticsCountUsersAndWhatTheyWrote() {
        send("m0", "hello");
        send("m1", "hello");
        String day =
                "{\"start\":1767225600000,\"end\":1767312000000,\"pagination\":{\"pageNumber\":1,\"showNumber\":5}}";

        assertThat(api.data("/statistics/user/active", api.admin, day)).hasToString("""
                {"msgCount":2,"userCount":1,"dateCount":{"2026-01-01":2},"users":[{"user":{"userID":"alice",\
                "nickname":"Nick alice","faceURL":"","ex":"","createTime":1,"appMangerLevel":0,"globalRecvMsgOpt":0},\
                "count":2}]}""");
        assertThat(api.data("/statistics/user/register", api.admin, day))
                .hasToString("{\"total\":2,\"before\":2,\"count\":{}}");
    }

    @Test
    void whoAsksTooOftenIsRefusedAndNobodyElseIs() {
        Api.Reply reply = api.post("/msg/get_server_time", alice, "{}");
        for (int i = 0; i < 5_000; i++) {
            reply = api.post("/msg/get_server_time", alice, "{}");
        }

        assertThat(reply.errCode()).isEqualTo(1801);
        assertThat(reply.errDlt())
                .isEqualTo(
                        "more than 1 requests a second; try again in 1000 ms, or have im.rate.client-requests raised");
        assertThat(api.post("/msg/get_server_time", bob, "{}").errCode()).isZero();
        assertThat(api.post("/msg/get_server_time", api.admin, "{}").errCode()).isZero();
    }

    private void wrote(String... texts) {
        for (String text : texts) {
            api.data("/msg/send_msg", api.admin, """
                    {"sendID":"alice","recvID":"bob","clientMsgID":"%s","contentType":101,"sessionType":1,\
                    "content":{"content":"%s"}}""".formatted(text, text));
        }
    }

    /** Of the chat: for each message its seq and status. */
    private List<String> pulled(String user) {
        String body = "{\"userID\":\"" + user
                + "\",\"seqRanges\":[{\"conversationID\":\"si_alice_bob\",\"begin\":1,\"end\":99}]}";
        JsonObject chat = api.data("/msg/pull_msg_by_seq", api.admin, body)
                .getJsonObject("msgs")
                .getJsonObject("si_alice_bob");
        return chat.getJsonArray("Msgs").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getInt("seq") + ":" + it.getInt("status")
                        + (it.getString("content").isEmpty() ? " empty" : ""))
                .toList();
    }

    @Test
    void whatBobDeletesAndClearsIsGoneForBobAlone() {
        wrote("one", "two", "three");

        api.post("/msg/delete_msgs", bob, """
                {"userID":"bob","conversationID":"si_alice_bob","seqs":[2],"deleteSyncOpt":null}""");

        assertThat(pulled("bob")).containsExactly("1:2", "2:4 empty", "3:2");
        assertThat(pulled("alice")).containsExactly("1:2", "2:2", "3:2");
        assertThat(mailbox(bob).get(1).getJsonObject("message").getInt("status"))
                .isEqualTo(4);

        api.post("/msg/clear_conversation_msg", bob, "{\"userID\":\"bob\",\"conversationIDs\":[\"si_alice_bob\"]}");
        wrote("four");

        assertThat(pulled("bob")).containsExactly("4:2");
        assertThat(pulled("alice")).hasSize(4);

        api.post("/msg/user_clear_all_msg", bob, "{\"userID\":\"bob\"}");

        assertThat(pulled("bob")).isEmpty();
        assertThat(pulled("alice")).hasSize(4);
    }

    @Test
    void anAdminDeletesForBothSidesOrErasesForGood() {
        wrote("one", "two");

        api.post("/msg/delete_msgs", api.admin, """
                {"userID":"bob","conversationID":"si_alice_bob","seqs":[1],"deleteSyncOpt":{"isSyncOther":true}}""");
        api.post("/msg/delete_msg_physical_by_seq", api.admin, """
                {"conversationID":"si_alice_bob","seqs":[2]}""");

        assertThat(pulled("alice")).containsExactly("1:4 empty", "2:4 empty");
        assertThat(pulled("bob")).containsExactly("1:4 empty", "2:4 empty");
        String found = api.data("/msg/search_msg", api.admin, "{\"pagination\":{\"pageNumber\":1,\"showNumber\":9}}")
                .toString();
        assertThat(found).contains("one").doesNotContain("\\\"two\\\"");
    }

    @Test
    void aForcedLogoutForgetsThePlatformsPushTokens() {
        api.post("/third/fcm_update_token", bob, """
                {"platformID":5,"fcmToken":"web","account":"bob","expireTime":0}""");
        api.post("/third/fcm_update_token", bob, """
                {"platformID":2,"fcmToken":"phone","account":"bob","expireTime":0}""");

        api.post("/auth/force_logout", api.admin, "{\"userID\":\"bob\",\"platformID\":5}");

        assertThat(api.services.devices.of(List.of(new UserId("bob")), api.services.clock.millis()))
                .extracting(Device::token)
                .containsExactly("phone");
    }

    @Test
    void aSendWhoseQueueFailsIsAnsweredWithItsCode() {
        api.services.brokerIsAway = true;

        Api.Reply reply = api.post("/msg/send_msg", api.admin, """
                {"sendID":"alice","recvID":"bob","contentType":101,"sessionType":1,"content":{"content":"x"}}""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.errCode()).isEqualTo(1802);
    }
}
