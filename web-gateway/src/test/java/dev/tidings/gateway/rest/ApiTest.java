package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.GetActiveConversationsReq;
import dev.tidings.omtp.proto.GetActiveConversationsResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.token.Caller;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final Api api = new Api();
    private final String alice = api.login("alice");
    private final String bob = api.login("bob");

    private JsonObject send(String from, String to, String clientMsgId, String text) {
        return api.data("/msg/send_msg", api.admin, """
                {"sendID":"%s","recvID":"%s","clientMsgID":"%s","contentType":101,"sessionType":1,\
                "content":{"content":"%s"}}""".formatted(from, to, clientMsgId, text));
    }

    private static JsonObject tips(Message pushed) throws Exception {
        MsgData data = MsgData.parseFrom(pushed.body());
        assertThat(data.getOptionsMap().get("senderSync")).isTrue();
        assertThat(data.getOptionsMap().values().stream().filter(on -> on)).hasSize(1);
        JsonObject content = Api.parsed(data.getContent().toStringUtf8());
        return Api.parsed(content.getString("detail"));
    }

    @Test
    void anAdminGetsATokenWithWhichAUserGetsOne() {
        JsonObject admin = api.data(
                "/auth/get_admin_token", null, "{\"secret\":\"the admin's secret in tests\",\"userID\":\"imAdmin\"}");
        JsonObject user =
                api.data("/auth/get_user_token", admin.getString("token"), "{\"userID\":\"alice\",\"platformID\":2}");
        JsonObject parsed = api.data("/auth/parse_token", null, "{\"token\":\"" + user.getString("token") + "\"}");

        assertThat(user.getInt("expireTimeSeconds")).isEqualTo(7_776_000);
        assertThat(parsed.getString("userID")).isEqualTo("alice");
        assertThat(parsed.getInt("platformID")).isEqualTo(2);
        assertThat(parsed.getJsonNumber("expireTimeSeconds").longValue())
                .isEqualTo(api.services.clock.millis() / 1000 + 7_776_000);
    }

    @Test
    void aNewLoginEndsTheOldOneOfItsPlatformAndClosesItsSockets() {
        api.data("/auth/get_user_token", api.admin, "{\"userID\":\"alice\",\"platformID\":5}");

        assertThat(api.post("/msg/get_server_time", alice, "{}").errCode()).isEqualTo(1506);
        assertThat(api.services.kicked).extracting(Caller::user).containsExactly(new UserId("alice"));
        assertThat(api.post("/msg/get_server_time", bob, "{}").errCode()).isZero();
    }

    @Test
    void aForcedLogoutEndsTheTokenAndClosesItsSockets() {
        api.post("/auth/force_logout", api.admin, "{\"userID\":\"alice\",\"platformID\":5}");

        assertThat(api.post("/msg/get_server_time", alice, "{}").errCode()).isEqualTo(1506);
        assertThat(api.services.kicked).extracting(Caller::platformId).containsExactly(5);
    }

    @Test
    void registeredUsersAreFoundByEveryone() {
        api.post("/user/user_register", api.admin, """
                {"users":[{"userID":"carol","nickname":"Carol","faceURL":"http://x/c.png","ex":"e"},\
                {"userID":"dave","nickname":"Dave","faceURL":""}]}""");

        JsonArray found = api.data("/user/get_users_info", alice, "{\"userIDs\":[\"dave\",\"carol\",\"nobody\"]}")
                .getJsonArray("usersInfo");

        assertThat(found).hasSize(2);
        assertThat(found.getJsonObject(0).getString("nickname")).isEqualTo("Dave");
        assertThat(found.getJsonObject(1).toString()).isEqualTo("""
                {"userID":"carol","nickname":"Carol","faceURL":"http://x/c.png","ex":"e",\
                "createTime":1767225600000,"appMangerLevel":0,"globalRecvMsgOpt":0}""");
        assertThat(api.post("/user/user_register", api.admin, "{\"users\":[{\"userID\":\"carol\"}]}")
                        .errCode())
                .isEqualTo(1102);
    }

    @Test
    void adminsPageThroughUsersAndCheckAccounts() {
        JsonObject page =
                api.data("/user/get_users", api.admin, "{\"pagination\":{\"pageNumber\":2,\"showNumber\":1}}");
        JsonObject ids =
                api.data("/user/get_all_users_uid", api.admin, "{\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}");
        JsonObject check = api.data("/user/account_check", api.admin, "{\"checkUserIDs\":[\"alice\",\"nobody\"]}");

        assertThat(page.getInt("total")).isEqualTo(2);
        assertThat(page.getJsonArray("users").getJsonObject(0).getString("userID"))
                .isEqualTo("bob");
        assertThat(ids.toString()).isEqualTo("{\"total\":2,\"userIDs\":[\"alice\",\"bob\"]}");
        assertThat(check.toString()).isEqualTo("""
                {"results":[{"userID":"alice","accountStatus":1},{"userID":"nobody","accountStatus":0}]}""");
    }

    @Test
    void aChangedProfileIsToldToTheUsersOwnDevicesOnly() throws Exception {
        api.post("/user/update_user_info_ex", alice, "{\"userInfo\":{\"userID\":\"alice\",\"faceURL\":\"f\"}}");

        JsonObject user = api.data("/user/get_users_info", bob, "{\"userIDs\":[\"alice\"]}")
                .getJsonArray("usersInfo")
                .getJsonObject(0);
        assertThat(user.getString("faceURL")).isEqualTo("f");
        assertThat(user.getString("nickname")).isEqualTo("Nick alice");
        Message told = api.services.pushed.get(0);
        assertThat(told.contentType()).isEqualTo(1303);
        assertThat(told.conversation()).hasToString("n_alice_alice");
        assertThat(told.audience()).containsExactly(new UserId("alice"));
        assertThat(tips(told)).hasToString("{\"userID\":\"alice\"}");
    }

    @Test
    void onlyTheExFormOfAnUpdateCanEmptyAField() {
        api.post("/user/update_user_info", alice, "{\"userInfo\":{\"userID\":\"alice\",\"nickname\":\"\"}}");
        JsonObject kept = api.data("/user/get_users_info", bob, "{\"userIDs\":[\"alice\"]}");
        api.post("/user/update_user_info_ex", alice, "{\"userInfo\":{\"userID\":\"alice\",\"nickname\":\"\"}}");
        JsonObject emptied = api.data("/user/get_users_info", bob, "{\"userIDs\":[\"alice\"]}");

        assertThat(kept.toString()).contains("\"nickname\":\"Nick alice\"");
        assertThat(emptied.toString()).contains("\"nickname\":\"\"");
    }

    @Test
    void anUpdateIsDoneEvenIfNobodyCanBeToldOfIt() {
        api.services.brokerIsAway = true;

        Api.Reply reply =
                api.post("/user/update_user_info", alice, "{\"userInfo\":{\"userID\":\"alice\",\"nickname\":\"New\"}}");

        assertThat(reply.errCode()).isZero();
        assertThat(api.data("/user/get_users_info", bob, "{\"userIDs\":[\"alice\"]}")
                        .toString())
                .contains("\"nickname\":\"New\"");
    }

    @Test
    void adminsSeeWhoIsOnline() {
        api.services.online.put(
                new UserId("alice"),
                List.of(
                        new OnlineDevice(5, "c1", false),
                        new OnlineDevice(2, "c2", true),
                        new OnlineDevice(5, "c3", false)));

        String status = api.post("/user/get_users_online_status", api.admin, "{\"userIDs\":[\"alice\",\"bob\"]}")
                .text();
        String detail = api.post("/user/get_users_online_token_detail", api.admin, "{\"userIDs\":[\"alice\"]}")
                .text();

        assertThat(status).contains("""
                "data":[{"userID":"alice","status":1,"detailPlatformStatus":[\
                {"platformID":5,"connID":"c1","isBackground":false},{"platformID":2,"connID":"c2","isBackground":true},\
                {"platformID":5,"connID":"c3","isBackground":false}]},\
                {"userID":"bob","status":0,"detailPlatformStatus":[]}]""");
        assertThat(detail).contains("""
                "singlePlatformToken":[{"platformID":2,"total":1,"token":[]},{"platformID":5,"total":2,"token":[]}]""");
    }

    @Test
    void aSentMessageIsReadByBothSidesAndByNobodyElse() {
        JsonObject sent = send("alice", "bob", "m1", "hello");
        String carol = api.login("carol");

        assertThat(sent.getString("clientMsgID")).isEqualTo("m1");
        for (String token : List.of(alice, bob)) {
            String self = token.equals(alice) ? "alice" : "bob";
            JsonObject seqs = api.data("/msg/newest_seq", token, "{\"userID\":\"" + self + "\"}");
            assertThat(seqs).hasToString("{\"maxSeqs\":{\"si_alice_bob\":1},\"minSeqs\":{}}");
        }
        String pull = """
                {"userID":"%s","seqRanges":[{"conversationID":"si_alice_bob","begin":1,"end":10,"num":10}],"order":0}""";
        JsonObject message = api.data("/msg/pull_msg_by_seq", bob, pull.formatted("bob"))
                .getJsonObject("msgs")
                .getJsonObject("si_alice_bob")
                .getJsonArray("Msgs")
                .getJsonObject(0);
        assertThat(message.getString("serverMsgID")).isEqualTo(sent.getString("serverMsgID"));
        assertThat(message.getInt("seq")).isEqualTo(1);
        assertThat(message.getInt("msgFrom")).isEqualTo(200);
        assertThat(new String(Base64.getDecoder().decode(message.getString("content")), StandardCharsets.UTF_8))
                .isEqualTo("{\"content\":\"hello\"}");
        assertThat(api.data("/msg/pull_msg_by_seq", carol, pull.formatted("carol")))
                .hasToString("{\"msgs\":{},\"notificationMsgs\":{}}");
    }

    @Test
    void aRepeatedSendIsTheSameMessage() {
        JsonObject first = send("alice", "bob", "m1", "hello");
        JsonObject again = send("alice", "bob", "m1", "hello");

        assertThat(again).isEqualTo(first);
        assertThat(api.data("/msg/newest_seq", bob, "{\"userID\":\"bob\"}").toString())
                .contains("\"si_alice_bob\":1");
    }

    @Test
    void aSendWithoutAnIdGetsOneEachTime() {
        String body = """
                {"sendID":"alice","recvID":"bob","contentType":101,"sessionType":1,"content":{"content":"x"}}""";

        JsonObject first = api.data("/msg/send_msg", api.admin, body);
        JsonObject second = api.data("/msg/send_msg", api.admin, body);

        assertThat(first.getString("clientMsgID")).isNotEqualTo(second.getString("clientMsgID"));
    }

    @Test
    void anOnlineOnlyMessageIsPushedAndNotKept() throws Exception {
        api.data("/msg/send_msg", api.admin, """
                {"sendID":"alice","recvID":"bob","contentType":110,"sessionType":1,"isOnlineOnly":true,\
                "content":{"data":"d"}}""");

        MsgData pushed = MsgData.parseFrom(api.services.pushed.get(0).body());
        assertThat(pushed.getOptionsMap())
                .containsOnlyKeys(
                        "history",
                        "persistent",
                        "offlinePush",
                        "unreadCount",
                        "conversationUpdate",
                        "senderConversationUpdate",
                        "senderSync");
        assertThat(api.data("/msg/newest_seq", bob, "{\"userID\":\"bob\"}").toString())
                .contains("\"maxSeqs\":{}");
    }

    @Test
    void aMessageThatTheBrokerDidNotTakeIsNotSent() {
        api.services.brokerIsAway = true;

        Api.Reply reply = api.post("/msg/send_msg", api.admin, """
                {"sendID":"alice","recvID":"bob","contentType":101,"sessionType":1,"content":{"content":"x"}}""");

        assertThat(reply.errCode()).isEqualTo(1802);
        assertThat(reply.json().containsKey("data")).isFalse();
    }

    @Test
    void readingIsToldToBothSides() throws Exception {
        send("alice", "bob", "m1", "one");
        send("alice", "bob", "m2", "two");

        api.post("/msg/mark_conversation_as_read", bob, """
                {"conversationID":"si_alice_bob","userID":"bob","hasReadSeq":2,"seqs":[1,2]}""");

        JsonObject states = api.data(
                "/msg/get_conversations_has_read_and_max_seq", bob, "{\"userID\":\"bob\",\"conversationIDs\":[]}");
        assertThat(states).hasToString("""
                {"seqs":{"si_alice_bob":{"maxSeq":2,"hasReadSeq":2,"maxSeqTime":1767225600001}},\
                "pinnedConversationIDs":[]}""");
        Message told = api.services.pushed.get(0);
        assertThat(told.contentType()).isEqualTo(2200);
        assertThat(told.conversation()).hasToString("n_alice_bob");
        assertThat(told.audience()).containsExactlyInAnyOrder(new UserId("alice"), new UserId("bob"));
        assertThat(tips(told)).hasToString("""
                {"markAsReadUserID":"bob","conversationID":"si_alice_bob","seqs":[1,2],"hasReadSeq":2}""");
    }

    @Test
    void markingSingleMessagesMovesThePositionToTheLastOfThem() {
        send("alice", "bob", "m1", "one");
        send("alice", "bob", "m2", "two");

        api.post("/msg/mark_msgs_as_read", bob, """
                {"conversationID":"si_alice_bob","userID":"bob","seqs":[1]}""");

        assertThat(api.data(
                                "/msg/get_conversations_has_read_and_max_seq",
                                bob,
                                "{\"userID\":\"bob\",\"conversationIDs\":[\"si_alice_bob\"]}")
                        .toString())
                .contains("\"maxSeq\":2,\"hasReadSeq\":1");
    }

    @Test
    void aSetPositionIsToldToTheReadersOwnDevicesUnlessTheyAreNotToKnow() {
        send("alice", "bob", "m1", "one");
        String body = """
                {"conversationID":"si_alice_bob","userID":"bob","hasReadSeq":1,"noNotification":%s}""";

        api.post("/msg/set_conversation_has_read_seq", bob, body.formatted("true"));
        assertThat(api.services.pushed).isEmpty();
        api.post("/msg/set_conversation_has_read_seq", bob, body.formatted("false"));

        assertThat(api.services.pushed.get(0).conversation()).hasToString("n_bob_bob");
    }

    @Test
    void conversationsSyncByVersion() {
        send("alice", "bob", "m1", "one");

        JsonObject first = api.data(
                "/conversation/get_incremental_conversations",
                alice,
                "{\"userID\":\"alice\",\"versionID\":\"\",\"version\":0}");
        JsonObject all = api.data("/conversation/get_all_conversations", alice, "{\"ownerUserID\":\"alice\"}");
        JsonObject upToDate = api.data(
                "/conversation/get_incremental_conversations",
                alice,
                "{\"userID\":\"alice\",\"versionID\":\"%s\",\"version\":%s}"
                        .formatted(first.getString("versionID"), first.get("version")));

        assertThat(first.getBoolean("full")).isTrue();
        assertThat(first.getString("versionID")).matches("[0-9a-f]{24}");
        assertThat(all.getJsonArray("conversations").getJsonObject(0).toString())
                .isEqualTo("""
                {"ownerUserID":"alice","conversationID":"si_alice_bob","recvMsgOpt":0,"conversationType":1,\
                "userID":"bob","groupID":"","isPinned":false,"attachedInfo":"","isPrivateChat":false,"groupAtType":0,\
                "ex":"","burnDuration":0,"minSeq":0,"maxSeq":0,"msgDestructTime":0,"latestMsgDestructTime":0,\
                "isMsgDestruct":false}""");
        assertThat(upToDate.getBoolean("full")).isFalse();
        assertThat(upToDate.toString()).contains("\"delete\":[],\"insert\":[],\"update\":[]");
    }

    @Test
    void aClientFindsOutByHashWhetherItHasAllConversations() {
        send("alice", "bob", "m1", "one");

        JsonObject unknown =
                api.data("/conversation/get_full_conversation_ids", alice, "{\"userID\":\"alice\",\"idHash\":0}");
        JsonObject known = api.data(
                "/conversation/get_full_conversation_ids",
                alice,
                "{\"userID\":\"alice\",\"idHash\":" + unknown.get("version") + "}");

        assertThat(unknown.getBoolean("equal")).isFalse();
        assertThat(unknown.getJsonArray("conversationIDs").getString(0)).isEqualTo("si_alice_bob");
        assertThat(known.getBoolean("equal")).isTrue();
        assertThat(known.getJsonArray("conversationIDs")).isEmpty();
    }

    @Test
    void changedSettingsAreToldToTheOwnersDevices() throws Exception {
        send("alice", "bob", "m1", "one");

        api.post("/conversation/set_conversations", alice, """
                {"userIDs":["alice"],"conversation":{"conversationID":"si_alice_bob","conversationType":1,\
                "userID":"bob","groupID":"","isPinned":true,"recvMsgOpt":2,"ex":null,"attachedInfo":null}}""");

        assertThat(ids("get_pinned_conversation_ids")).containsExactly("si_alice_bob");
        assertThat(ids("get_not_notify_conversation_ids")).containsExactly("si_alice_bob");
        Message told = api.services.pushed.get(0);
        assertThat(told.contentType()).isEqualTo(1300);
        assertThat(tips(told)).hasToString("{\"userID\":\"alice\",\"conversationIDList\":[\"si_alice_bob\"]}");
    }

    private List<String> ids(String path) {
        return api.data("/conversation/" + path, alice, "{\"userID\":\"alice\"}")
                .getJsonArray("conversationIDs")
                .getValuesAs(JsonString::getString);
    }

    @Test
    void aConversationCanBeSetBeforeItsFirstMessage() {
        api.data("/conversation/get_all_conversations", alice, "{\"ownerUserID\":\"alice\"}");

        Api.Reply withBob = api.post(
                "/conversation/set_conversations",
                alice,
                "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_bob\",\"isPinned\":true}}");
        Api.Reply ofOthers = api.post(
                "/conversation/set_conversations",
                alice,
                "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_bob_carol\",\"isPinned\":true}}");

        assertThat(withBob.errCode()).isZero();
        assertThat(ids("get_pinned_conversation_ids")).containsExactly("si_alice_bob");
        assertThat(ofOthers.errCode()).isEqualTo(1004);
    }

    @Test
    void aPageOfConversationsSaysHowManyThereAre() {
        api.login("carol");
        send("alice", "bob", "m1", "one");
        send("alice", "carol", "m2", "two");

        JsonObject page = api.data(
                "/conversation/get_owner_conversation",
                alice,
                "{\"userID\":\"alice\",\"pagination\":{\"pageNumber\":2,\"showNumber\":1}}");
        JsonObject some = api.data(
                "/conversation/get_conversations",
                alice,
                "{\"ownerUserID\":\"alice\",\"conversationIDs\":[\"si_alice_carol\",\"si_bob_carol\"]}");
        JsonObject one = api.data(
                "/conversation/get_conversation",
                alice,
                "{\"ownerUserID\":\"alice\",\"conversationID\":\"si_alice_bob\"}");

        assertThat(page.getInt("total")).isEqualTo(2);
        assertThat(page.toString()).contains("si_alice_carol").doesNotContain("si_alice_bob");
        assertThat(some.getJsonArray("conversations")).hasSize(1);
        assertThat(one.getJsonObject("conversation").getString("userID")).isEqualTo("bob");
    }

    @Test
    void theMailboxHasEverythingInOneSeries() {
        api.login("carol");
        send("bob", "alice", "m1", "one");
        send("alice", "carol", "m2", "two");
        send("bob", "alice", "m3", "three");

        JsonObject newest = api.data("/mailbox/newest", alice, "{}");
        JsonObject start = api.data("/mailbox/pull", alice, "{\"from\":1,\"limit\":2}");
        JsonObject rest = api.data("/mailbox/pull", alice, "{\"from\":3,\"to\":100,\"limit\":500}");
        JsonObject nothing = api.data("/mailbox/pull", alice, "{\"from\":4}");

        assertThat(newest).hasToString("{\"newest\":3}");
        assertThat(start.getJsonArray("entries")).hasSize(2);
        assertThat(start.getBoolean("isEnd")).isFalse();
        JsonObject entry = rest.getJsonArray("entries").getJsonObject(0);
        assertThat(entry.getInt("mailboxSeq")).isEqualTo(3);
        assertThat(entry.getString("conversationID")).isEqualTo("si_alice_bob");
        assertThat(entry.getInt("seq")).isEqualTo(2);
        assertThat(entry.getJsonObject("message").getString("content")).isEqualTo("{\"content\":\"three\"}");
        assertThat(rest.getBoolean("isEnd")).isTrue();
        assertThat(nothing).hasToString("{\"entries\":[],\"newest\":3,\"isEnd\":true}");
        assertThat(api.data("/mailbox/newest", api.admin, "{\"userID\":\"alice\"}"))
                .isEqualTo(newest);
    }

    @Test
    void theJavaScriptSdkGetsItsConversationsAsProtobuf() throws Exception {
        api.login("carol");
        send("alice", "bob", "m1", "one");
        send("carol", "alice", "m2", "two");
        Map<String, String> headers = Api.headers();
        headers.put("Content-Type", "application/x-protobuf");
        headers.put("token", alice);
        byte[] request = GetActiveConversationsReq.newBuilder()
                .setOwnerUserID("alice")
                .setCount(10)
                .build()
                .toByteArray();

        String data = api.send("POST", "/jssdk/get_active_conversations", headers, request)
                .json()
                .getString("data");

        var answer = GetActiveConversationsResp.parseFrom(Base64.getDecoder().decode(data));
        assertThat(answer.getUnreadCount()).isEqualTo(1);
        assertThat(answer.getConversationsList())
                .extracting(it -> it.getConversation().getConversationID())
                .containsExactlyInAnyOrder("si_alice_bob", "si_alice_carol");
        assertThat(answer.getConversationsList())
                .allSatisfy(it -> assertThat(it.getLastMsg().getSeq()).isEqualTo(1))
                .anySatisfy(it -> assertThat(it.getUser().getNickname()).isEqualTo("Nick carol"));
        JsonObject json = api.data(
                "/jssdk/get_conversations",
                alice,
                "{\"ownerUserID\":\"alice\",\"conversationIDs\":[\"si_alice_bob\"]}");
        assertThat(json.getJsonArray("conversations")).hasSize(1);
        headers.put("token", bob);
        assertThat(api.send("POST", "/jssdk/get_active_conversations", headers, request)
                        .errCode())
                .isEqualTo(1002);
    }

    @Test
    void syncsOfFriendsAndGroupsFindNothing() {
        String changes = """
                {"version":0,"versionID":"000000000000000000000001","full":false,"delete":[],"insert":[],"update":[],\
                "sortVersion":0}""";
        String version = "{\"userID\":\"alice\",\"versionID\":\"\",\"version\":0}";

        assertThat(api.data("/friend/get_incremental_friends", alice, version)).hasToString(changes);
        assertThat(api.data("/group/get_incremental_join_groups", alice, version))
                .hasToString(changes);
        assertThat(api.data("/friend/get_full_friend_user_ids", alice, "{\"idHash\":0,\"userID\":\"alice\"}"))
                .hasToString("""
                        {"version":0,"versionID":"000000000000000000000001","equal":true,"userIDs":[]}""");
        assertThat(api.data(
                        "/friend/get_friend_apply_list",
                        alice,
                        "{\"userID\":\"alice\",\"pagination\":{\"pageNumber\":1,\"showNumber\":50}}"))
                .hasToString("{\"total\":0,\"FriendRequests\":[]}");
        assertThat(api.post("/group/get_group_member_list", alice, "{\"groupID\":\"g\"}")
                        .errCode())
                .isEqualTo(1201);
    }

    @Test
    void aDemoUserIsMadeByItsNicknameAndIsTheSameNextTime() {
        JsonObject first = api.data("/demo/login", null, "{\"nickname\":\" Zoë & Bob \"}");
        JsonObject again = api.data("/demo/login", null, "{\"nickname\":\"zoë bob\"}");

        assertThat(first.getString("userID")).isEqualTo("demo-zoë-bob").isEqualTo(again.getString("userID"));
        assertThat(first.getInt("platformID")).isEqualTo(5);
        assertThat(first.getString("nickname")).isEqualTo("Zoë & Bob");
        assertThat(api.data("/mailbox/newest", again.getString("token"), "{}")).hasToString("{\"newest\":0}");
        assertThat(api.data("/demo/users", null, "{}"))
                .hasToString("{\"users\":[{\"userID\":\"demo-zoë-bob\",\"nickname\":\"Zoë & Bob\"}]}");
    }

    @Test
    void demoUsersAreRefusedUnlessSwitchedOn() {
        Api off = new Api(java.util.Set.of("*"), false);

        assertThat(off.post("/demo/login", null, "{\"nickname\":\"a\"}").errCode())
                .isEqualTo(1002);
        assertThat(off.post("/demo/users", null, "{}").errCode()).isEqualTo(1002);
    }
}
