package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are refused: each with its code, and with what the client is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String PULL = "/msg/pull_msg_by_seq";
    private static final String INFO = "/user/get_users_info";
    private static final String SEND = "/msg/send_msg";

    private static final String BATCH = "/msg/batch_send_msg";
    private static final String BUSINESS = "/msg/send_business_notification";
    private static final String BUSINESS_BODY = "{\"sendUserID\":\"alice\",\"recvUserID\":\"bob\"}";
    private static final String REVOKE = "/msg/revoke_msg";
    private static final String DELETE = "/msg/delete_msgs";
    private static final String SEARCH = "/msg/search_msg";
    private static final String PERIOD = "{\"start\":1,\"end\":2,\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}";

    private final Api api = new Api();
    private final String bob = api.login("bob");
    private final String alice = api.login("alice");
    private final String kicked = api.login("kicked");

    @BeforeAll
    void aliceAndBobHaveTwoMessages() {
        api.login("kicked");
        for (String id : new String[] {"m1", "m2"}) {
            api.data(SEND, api.admin, send("\"clientMsgID\":\"" + id + "\""));
        }
    }

    /** A good request to send, with these fields in it as well or instead. */
    private static String send(String... fields) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        all.put("sendID", "\"sendID\":\"alice\"");
        all.put("recvID", "\"recvID\":\"bob\"");
        all.put("contentType", "\"contentType\":101");
        all.put("sessionType", "\"sessionType\":1");
        all.put("content", "\"content\":{\"content\":\"x\"}");
        for (String field : fields) {
            all.put(field.substring(1, field.indexOf('"', 1)), field);
        }
        return "{" + String.join(",", all.values()) + "}";
    }

    private static String revoke(String user, String conversation, String seq) {
        return "{\"userID\":\"%s\",\"conversationID\":\"%s\",\"seq\":%s}".formatted(user, conversation, seq);
    }

    private static String delete(String user, String conversation, String seqs, String more) {
        return "{\"userID\":\"%s\",\"conversationID\":\"%s\",\"seqs\":%s%s}".formatted(user, conversation, seqs, more);
    }

    private static String search(String criteria) {
        return "{" + criteria + "\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}";
    }

    private static String key(String json) {
        return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Arguments row(String path, String who, String body, int errCode, String detail) {
        return Arguments.of(path, who, body, errCode, detail);
    }

    private static Stream<Arguments> requests() {
        return Stream.of(
                // No JSON, or not what JSON is here.
                row(INFO, "alice", "{", 1001, "not JSON"),
                row(INFO, "alice", "{\"userIDs\":[\"a\"]", 1001, "not JSON"),
                row(INFO, "alice", "{\"userIDs\":[\"a\",]}", 1001, "not JSON"),
                row(INFO, "alice", "{userIDs:[]}", 1001, "not JSON"),
                row(INFO, "alice", "{'userIDs':[]}", 1001, "not JSON"),
                row(INFO, "alice", "{} {}", 1001, "not JSON"),
                row(INFO, "alice", "{}x", 1001, "not JSON"),
                row(INFO, "alice", "[]", 1001, "not a JSON object"),
                row(INFO, "alice", "\"alice\"", 1001, "not a JSON object"),
                row(INFO, "alice", "null", 1001, "not a JSON object"),
                row(INFO, "alice", "17", 1001, "not a JSON object"),
                row(INFO, "alice", "{\"userIDs\":[],\"userIDs\":[\"bob\"]}", 1001, "userIDs is there twice"),
                row(INFO, "alice", "{\"a\":{\"b\":1,\"b\":2}}", 1001, "b is there twice"),
                row(INFO, "alice", "{\"a\":" + "[".repeat(15) + "1" + "]".repeat(15) + "}", 0, ""),
                row(INFO, "alice", "{\"a\":" + "[".repeat(16) + "1" + "]".repeat(16) + "}", 1001, "deeper than 16"),
                row(INFO, "alice", "{\"a\":".repeat(5000) + "1" + "}".repeat(5000), 1001, "deeper than 16"),
                row(INFO, "alice", "{\"a\":" + "9".repeat(41) + "}", 1001, "a has more than 40 digits"),
                row(INFO, "alice", "{\"a\":" + "9".repeat(500_000) + "}", 1001, "a has more than 40 digits"),
                row(INFO, "alice", "{\"a\":1e99999999999}", 1001, "a is out of range"),
                row(INFO, "alice", "{\"a\":01}", 1001, "not JSON"),
                row(INFO, "alice", "{\"a\":NaN}", 1001, "not JSON"),
                row(INFO, "alice", "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}", 1001, "larger than 1048576 bytes"),
                // Wrong types, by the field's name.
                row(INFO, "alice", "{\"userIDs\":\"bob\"}", 1001, "userIDs is not a list"),
                row(INFO, "alice", "{\"userIDs\":{}}", 1001, "userIDs is not a list"),
                row(INFO, "alice", "{\"userIDs\":[\"bob\",7]}", 1001, "userIDs[1] is not a string"),
                row(INFO, "alice", "{\"userIDs\":[null]}", 1001, "userIDs[0] is not a string"),
                row("/msg/newest_seq", "alice", "{\"userID\":7}", 1001, "userID is not a string"),
                row("/msg/newest_seq", "alice", "{\"userID\":[\"alice\"]}", 1001, "userID is not a string"),
                row("/user/update_user_info", "alice", "{\"userInfo\":\"x\"}", 1001, "userInfo is not an object"),
                row(
                        "/user/update_user_info",
                        "alice",
                        "{\"userInfo\":{\"userID\":\"alice\",\"nickname\":1}}",
                        1001,
                        "userInfo.nickname is not a string"),
                row(
                        "/auth/get_user_token",
                        "admin",
                        "{\"userID\":\"bob\",\"platformID\":\"5\"}",
                        1001,
                        "platformID is not a number"),
                row(
                        "/auth/get_user_token",
                        "admin",
                        "{\"userID\":\"bob\",\"platformID\":5.5}",
                        1001,
                        "platformID is not a whole number"),
                row(
                        "/auth/get_user_token",
                        "admin",
                        "{\"userID\":\"bob\",\"platformID\":4294967301}",
                        1001,
                        "platformID is not a whole number"),
                row(
                        "/msg/get_conversations_has_read_and_max_seq",
                        "alice",
                        "{\"userID\":\"alice\",\"returnPinned\":\"true\"}",
                        1001,
                        "returnPinned is not true or false"),
                row(
                        "/conversation/get_full_conversation_ids",
                        "alice",
                        "{\"userID\":\"alice\",\"idHash\":-1}",
                        1001,
                        "idHash is not a whole number"),
                row(
                        "/conversation/get_full_conversation_ids",
                        "alice",
                        "{\"userID\":\"alice\",\"idHash\":18446744073709551616}",
                        1001,
                        "idHash is not a whole number in range"),
                row(
                        "/conversation/get_full_conversation_ids",
                        "alice",
                        "{\"userID\":\"alice\",\"idHash\":1e999999999}",
                        1001,
                        "idHash is not a whole number in range"),
                row(
                        "/conversation/get_full_conversation_ids",
                        "alice",
                        "{\"userID\":\"alice\",\"idHash\":18446744073709551615}",
                        0,
                        ""),
                // Missing, blank, malformed ids.
                row("/msg/newest_seq", "alice", "{}", 1001, "userID is missing"),
                row("/msg/newest_seq", "alice", "", 1001, "userID is missing"),
                row("/msg/newest_seq", "alice", "{\"userID\":null}", 1001, "userID is missing"),
                row("/msg/newest_seq", "alice", "{\"userID\":\"\"}", 1001, "userID is blank"),
                row("/msg/newest_seq", "admin", "{\"userID\":\"a b\"}", 1001, "userID is not good"),
                row("/msg/newest_seq", "admin", "{\"userID\":\"a/b\"}", 1001, "userID is not good"),
                row("/msg/newest_seq", "admin", "{\"userID\":\"a\\u0000b\"}", 1001, "userID is not good"),
                row("/msg/newest_seq", "admin", "{\"userID\":\"\\ud800\"}", 1001, "userID has half a character"),
                row("/msg/newest_seq", "admin", "{\"userID\":\"" + "x".repeat(65) + "\"}", 1001, "userID is not good"),
                row(INFO, "alice", "{\"userIDs\":[\"bob\",\" \"]}", 1001, "userIDs[1] is not good"),
                row(
                        INFO,
                        "alice",
                        "{\"userIDs\":[" + "\"u\",".repeat(10_000) + "\"u\"]}",
                        1001,
                        "userIDs has more than 10000"),
                row("/user/user_register", "admin", "{\"users\":[]}", 1001, "users is empty"),
                row(
                        "/user/user_register",
                        "admin",
                        "{\"users\":[{\"nickname\":\"x\"}]}",
                        1001,
                        "users[0].userID is missing"),
                row(
                        "/user/user_register",
                        "admin",
                        "{\"users\":[{\"userID\":\"n\"},{\"userID\":\"n\"}]}",
                        1001,
                        "twice"),
                row(
                        "/user/user_register",
                        "admin",
                        "{\"users\":[{\"userID\":\"new\"},{\"userID\":\"bob\"}]}",
                        1102,
                        ""),
                row(
                        "/user/user_register",
                        "admin",
                        "{\"users\":[{\"userID\":\"n\",\"nickname\":\"" + "x".repeat(256) + "\"}]}",
                        1001,
                        "nickname has at most 255"),
                row(
                        "/user/update_user_info_ex",
                        "admin",
                        "{\"userInfo\":{\"userID\":\"nobody\",\"ex\":\"\"}}",
                        1101,
                        ""),
                row(
                        "/user/update_user_info_ex",
                        "alice",
                        "{\"userInfo\":{\"userID\":\"alice\",\"globalRecvMsgOpt\":3}}",
                        1001,
                        "globalRecvMsgOpt"),
                row("/user/get_users", "admin", "{}", 1001, "pagination is missing"),
                row(
                        "/user/get_users",
                        "admin",
                        "{\"pagination\":{\"pageNumber\":0,\"showNumber\":10}}",
                        1001,
                        "pagination"),
                row(
                        "/user/get_users",
                        "admin",
                        "{\"pagination\":{\"pageNumber\":1,\"showNumber\":-1}}",
                        1001,
                        "pagination"),
                row(
                        "/user/get_users",
                        "admin",
                        "{\"pagination\":{\"pageNumber\":1,\"showNumber\":1001}}",
                        1001,
                        "pagination"),
                row(
                        "/user/get_users",
                        "admin",
                        "{\"pagination\":{\"pageNumber\":2147483647,\"showNumber\":1000}}",
                        1001,
                        "pagination"),
                // Tokens of the wrong kind, secrets, platforms.
                row("/auth/get_admin_token", "", "{\"secret\":\"wrong\",\"userID\":\"imAdmin\"}", 1002, ""),
                row(
                        "/auth/get_admin_token",
                        "",
                        "{\"secret\":\"the admin's secret in tests\",\"userID\":\"bob\"}",
                        1002,
                        ""),
                row("/auth/get_admin_token", "", "{\"userID\":\"imAdmin\"}", 1001, "secret is missing"),
                row("/auth/get_user_token", "alice", "{\"userID\":\"alice\",\"platformID\":5}", 1002, "admin"),
                row("/auth/get_user_token", "admin", "{\"userID\":\"nobody\",\"platformID\":5}", 1101, ""),
                row("/auth/get_user_token", "admin", "{\"userID\":\"bob\",\"platformID\":10}", 1001, "platformID"),
                row("/auth/get_user_token", "admin", "{\"userID\":\"bob\",\"platformID\":0}", 1001, "platformID"),
                row("/auth/get_user_token", "admin", "{\"userID\":\"bob\",\"platformID\":12}", 1001, "platformID"),
                row("/auth/force_logout", "alice", "{\"userID\":\"bob\",\"platformID\":5}", 1002, "admin"),
                row("/auth/force_logout", "admin", "{\"userID\":\"bob\",\"platformID\":99}", 1001, "platformID"),
                row("/auth/parse_token", "", "{\"token\":\"x.y.z\"}", 1503, ""),
                row("/auth/parse_token", "", "{\"token\":\"\"}", 1001, "token is blank"),
                row(INFO, "none", "{\"userIDs\":[]}", 1001, "header must have token"),
                row(INFO, "rubbish", "{\"userIDs\":[]}", 1503, ""),
                row(INFO, "forged", "{\"userIDs\":[]}", 1505, ""),
                row(INFO, "kicked", "{\"userIDs\":[]}", 1506, ""),
                row("/user/user_register", "alice", "{\"users\":[{\"userID\":\"new\"}]}", 1002, "admin"),
                row("/user/account_check", "alice", "{\"checkUserIDs\":[\"bob\"]}", 1002, "admin"),
                row("/user/get_users", "alice", "{\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}", 1002, "admin"),
                row(
                        "/user/get_all_users_uid",
                        "alice",
                        "{\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}",
                        1002,
                        "admin"),
                row("/user/get_users_online_status", "alice", "{\"userIDs\":[\"bob\"]}", 1002, "admin"),
                row("/user/get_users_online_token_detail", "alice", "{\"userIDs\":[\"bob\"]}", 1002, "admin"),
                row(SEND, "alice", send(), 1002, "admin"),
                // Somebody else's things.
                row(
                        "/user/update_user_info",
                        "alice",
                        "{\"userInfo\":{\"userID\":\"bob\",\"nickname\":\"x\"}}",
                        1002,
                        "userInfo.userID"),
                row("/user/process_user_command_get_all", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row("/msg/newest_seq", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row(PULL, "alice", "{\"userID\":\"bob\",\"seqRanges\":[]}", 1002, "userID"),
                row("/msg/get_conversations_has_read_and_max_seq", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row(
                        "/msg/mark_conversation_as_read",
                        "alice",
                        "{\"userID\":\"bob\",\"conversationID\":\"si_alice_bob\",\"hasReadSeq\":1}",
                        1002,
                        "userID"),
                row(
                        "/msg/mark_conversation_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_bob_carol\",\"hasReadSeq\":1}",
                        1002,
                        ""),
                row(
                        "/msg/mark_msgs_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_bob_carol\",\"seqs\":[1]}",
                        1002,
                        ""),
                row(
                        "/msg/set_conversation_has_read_seq",
                        "alice",
                        "{\"userID\":\"bob\",\"conversationID\":\"si_alice_bob\",\"hasReadSeq\":1}",
                        1002,
                        ""),
                row(
                        "/conversation/get_incremental_conversations",
                        "alice",
                        "{\"userID\":\"bob\",\"versionID\":\"\",\"version\":0}",
                        1002,
                        "userID"),
                row(
                        "/conversation/get_full_conversation_ids",
                        "alice",
                        "{\"userID\":\"bob\",\"idHash\":0}",
                        1002,
                        "userID"),
                row(
                        "/conversation/get_owner_conversation",
                        "alice",
                        "{\"userID\":\"bob\",\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}",
                        1002,
                        "userID"),
                row("/conversation/get_all_conversations", "alice", "{\"ownerUserID\":\"bob\"}", 1002, "ownerUserID"),
                row(
                        "/conversation/get_conversations",
                        "alice",
                        "{\"ownerUserID\":\"bob\",\"conversationIDs\":[]}",
                        1002,
                        "ownerUserID"),
                row(
                        "/conversation/get_conversation",
                        "alice",
                        "{\"ownerUserID\":\"bob\",\"conversationID\":\"si_alice_bob\"}",
                        1002,
                        "ownerUserID"),
                row("/conversation/get_pinned_conversation_ids", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row("/conversation/get_not_notify_conversation_ids", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\",\"bob\"],\"conversation\":{\"conversationID\":\"si_alice_bob\"}}",
                        1002,
                        "userIDs"),
                row("/friend/get_incremental_friends", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row(
                        "/friend/get_black_list",
                        "alice",
                        "{\"userID\":\"bob\",\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}",
                        1002,
                        "userID"),
                row("/friend/get_designated_friends", "alice", "{\"ownerUserID\":\"bob\"}", 1002, "ownerUserID"),
                row(
                        "/group/get_joined_group_list",
                        "alice",
                        "{\"fromUserID\":\"bob\",\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}",
                        1002,
                        "fromUserID"),
                row("/mailbox/newest", "alice", "{\"userID\":\"bob\"}", 1002, "userID"),
                row("/mailbox/pull", "alice", "{\"userID\":\"bob\",\"from\":1}", 1002, "userID"),
                row("/jssdk/get_active_conversations", "alice", "{\"ownerUserID\":\"bob\"}", 1002, "ownerUserID"),
                row("/jssdk/get_conversations", "alice", "{\"ownerUserID\":\"bob\"}", 1002, "ownerUserID"),
                // Absurd seqs and limits.
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[{\"conversationID\":\"si_alice_bob\",\"begin\":-1,\"end\":5}]}",
                        1001,
                        "seqRanges[0].begin is negative"),
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[{\"conversationID\":\"si_alice_bob\",\"begin\":1,\"end\":9223372036854775808}]}",
                        1001,
                        "seqRanges[0].end is not a whole number"),
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[{\"conversationID\":\"si_alice_bob\",\"begin\":1,\"end\":9223372036854775807,\"num\":9223372036854775807}]}",
                        0,
                        ""),
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[{\"conversationID\":\"si_alice_bob\",\"begin\":9,\"end\":2}]}",
                        0,
                        ""),
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[{\"conversationID\":\"bogus\",\"begin\":1,\"end\":2}]}",
                        1001,
                        "seqRanges[0].conversationID is not good"),
                row(PULL, "alice", "{\"userID\":\"alice\",\"order\":2,\"seqRanges\":[]}", 1001, "order is not 0 or 1"),
                row(
                        PULL,
                        "alice",
                        "{\"userID\":\"alice\",\"seqRanges\":[" + "{\"conversationID\":\"si_a_b\"},".repeat(1000)
                                + "{}]}",
                        1001,
                        "seqRanges has more than 1000"),
                row(
                        "/msg/mark_conversation_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\",\"hasReadSeq\":3}",
                        1001,
                        "hasReadSeq"),
                row(
                        "/msg/mark_conversation_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\",\"hasReadSeq\":-1}",
                        1001,
                        "hasReadSeq is negative"),
                row(
                        "/msg/mark_conversation_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\",\"seqs\":[0]}",
                        1001,
                        "seqs[0] is less than 1"),
                row(
                        "/msg/mark_msgs_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\",\"seqs\":[]}",
                        1001,
                        "seqs is empty"),
                row(
                        "/msg/mark_msgs_as_read",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\",\"seqs\":null}",
                        1001,
                        "seqs is empty"),
                row(
                        "/msg/set_conversation_has_read_seq",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationID\":\"si_alice_bob\"}",
                        1001,
                        "hasReadSeq is missing"),
                row("/mailbox/pull", "alice", "{}", 1001, "from is missing"),
                row("/mailbox/pull", "alice", "{\"from\":-5}", 1001, "from is negative"),
                row("/mailbox/pull", "alice", "{\"from\":1,\"limit\":0}", 1001, "limit is not 1 to 500"),
                row("/mailbox/pull", "alice", "{\"from\":1,\"limit\":-1}", 1001, "limit is not 1 to 500"),
                row("/mailbox/pull", "alice", "{\"from\":1,\"limit\":501}", 1001, "limit is not 1 to 500"),
                row("/mailbox/pull", "alice", "{\"from\":9223372036854775807,\"to\":1}", 0, ""),
                row(
                        "/conversation/get_incremental_conversations",
                        "alice",
                        "{\"userID\":\"alice\",\"version\":-1}",
                        1001,
                        "version is negative"),
                row(
                        "/jssdk/get_active_conversations",
                        "alice",
                        "{\"ownerUserID\":\"alice\",\"count\":9223372036854775807}",
                        0,
                        ""),
                // Settings.
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[],\"conversation\":{\"conversationID\":\"si_alice_bob\"}}",
                        1001,
                        "userIDs is empty"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"]}",
                        1001,
                        "conversation is missing"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_bob\",\"recvMsgOpt\":9}}",
                        1001,
                        "recvMsgOpt"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_bob\",\"isPinned\":1}}",
                        1001,
                        "conversation.isPinned is not true or false"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_bob\",\"maxSeq\":1}}",
                        1002,
                        "minSeq and maxSeq"),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_nobody\",\"isPinned\":true}}",
                        1004,
                        ""),
                row(
                        "/conversation/set_conversations",
                        "alice",
                        "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"n_alice_bob\",\"isPinned\":true}}",
                        1004,
                        ""),
                row(
                        "/conversation/get_conversation",
                        "alice",
                        "{\"ownerUserID\":\"alice\",\"conversationID\":\"si_alice_nobody\"}",
                        1004,
                        ""),
                // Sending.
                row(SEND, "admin", send("\"sendID\":\"nobody\""), 1101, ""),
                row(SEND, "admin", send("\"recvID\":\"nobody\""), 1101, ""),
                row(SEND, "admin", send("\"recvID\":null"), 1001, "recvID is missing"),
                row(SEND, "admin", send("\"sendID\":\"\""), 1001, "sendID is blank"),
                row(SEND, "admin", send("\"contentType\":113"), 1001, "contentType"),
                row(SEND, "admin", send("\"contentType\":2200"), 1001, "contentType"),
                row(SEND, "admin", send("\"contentType\":null"), 1001, "contentType is missing"),
                row(SEND, "admin", send("\"sessionType\":0"), 1001, "sessionType"),
                row(SEND, "admin", send("\"sessionType\":7"), 1001, "sessionType"),
                row(SEND, "admin", send("\"sessionType\":3", "\"groupID\":\"g\""), 1201, ""),
                row(SEND, "admin", send("\"sessionType\":3"), 1001, "groupID is missing"),
                row(SEND, "admin", send("\"content\":\"x\""), 1001, "content is not an object"),
                row(SEND, "admin", send("\"content\":{}"), 1001, "content.content is missing"),
                row(SEND, "admin", send("\"content\":{\"content\":7}"), 1001, "content.content is not a string"),
                row(
                        SEND,
                        "admin",
                        send("\"content\":{\"content\":\"" + "x".repeat(50_000) + "\"}"),
                        1001,
                        "content is larger"),
                row(SEND, "admin", send("\"clientMsgID\":\"" + "x".repeat(65) + "\""), 1001, "clientMsgID"),
                row(SEND, "admin", send("\"clientMsgID\":\"a b\""), 1001, "clientMsgID"),
                row(SEND, "admin", send("\"senderPlatformID\":77"), 1001, "senderPlatformID"),
                row(SEND, "admin", send("\"sendTime\":-1"), 1001, "sendTime is negative"),
                row(SEND, "admin", send("\"sendTime\":9223372036854775807"), 1001, "sendTime is in the future"),
                row(SEND, "admin", send("\"isOnlineOnly\":\"yes\""), 1001, "isOnlineOnly is not true or false"),
                // To many.
                row(BATCH, "alice", send("\"recvIDs\":[\"bob\"]"), 1002, "admin"),
                row(BATCH, "admin", send(), 1001, "recvIDs is empty"),
                row(BATCH, "admin", send("\"recvIDs\":\"bob\""), 1001, "recvIDs is not a list"),
                row(BATCH, "admin", send("\"recvIDs\":[7]"), 1001, "recvIDs[0] is not a string"),
                row(BATCH, "admin", send("\"recvIDs\":[\"a b\"]"), 1001, "recvIDs[0] is not good"),
                row(BATCH, "admin", send("\"recvIDs\":[" + "\"x\",".repeat(10_000) + "\"x\"]"), 1001, "recvIDs"),
                row(BATCH, "admin", send("\"recvIDs\":[\"bob\"]", "\"sendID\":\"nobody\""), 1101, ""),
                row(BATCH, "admin", send("\"recvIDs\":[\"bob\"]", "\"sessionType\":3"), 1001, "sessionType"),
                row(BATCH, "admin", send("\"recvIDs\":[\"bob\"]", "\"isSendAll\":1"), 1001, "isSendAll is not true"),
                row(BATCH, "admin", send("\"recvIDs\":[\"bob\"]", "\"clientMsgID\":\"a b\""), 1001, "clientMsgID"),
                // Business notifications.
                row(BUSINESS, "alice", BUSINESS_BODY, 1002, "admin"),
                row(BUSINESS, "admin", "{\"recvUserID\":\"bob\"}", 1001, "sendUserID is missing"),
                row(BUSINESS, "admin", "{\"sendUserID\":\"alice\"}", 1001, "recvUserID is missing"),
                row(BUSINESS, "admin", BUSINESS_BODY.replace("bob", "nobody"), 1101, "nobody"),
                row(BUSINESS, "admin", BUSINESS_BODY.replace("alice", "nobody"), 1101, "nobody"),
                row(BUSINESS, "admin", BUSINESS_BODY.replace("recvUserID", "recvGroupID"), 1201, "bob"),
                row(
                        BUSINESS,
                        "admin",
                        BUSINESS_BODY.replace("}", ",\"reliabilityLevel\":3}"),
                        1001,
                        "reliabilityLevel"),
                row(BUSINESS, "admin", BUSINESS_BODY.replace("}", ",\"data\":{}}"), 1001, "data is not a string"),
                row(
                        BUSINESS,
                        "admin",
                        BUSINESS_BODY.replace("}", ",\"data\":\"" + "x".repeat(41_000) + "\"}"),
                        1001,
                        "content is larger than"),
                // Answers to hooks.
                row("/msg/send_simple_msg", "alice", "{\"content\":\"x\"}", 1002, "admin"),
                row("/msg/send_simple_msg", "admin", "{\"content\":\"x\"}", 1001, "the query has no key"),
                row("/msg/send_simple_msg?key=***", "admin", "{\"content\":\"x\"}", 1001, "key is not base64"),
                row(
                        "/msg/send_simple_msg?key=" + key("[]"),
                        "admin",
                        "{\"content\":\"x\"}",
                        1001,
                        "key is not base64 of"),
                row("/msg/send_simple_msg?key=" + key("{}"), "admin", "{\"content\":\"x\"}", 1001, "recvID is missing"),
                row(
                        "/msg/send_simple_msg?key=" + key("{\"sendID\":\"alice\",\"recvID\":\"bob\"}"),
                        "admin",
                        "{}",
                        1001,
                        "content is missing"),
                row(
                        "/msg/send_simple_msg?key=" + key("{\"sendID\":\"alice\",\"groupID\":\"g\"}"),
                        "admin",
                        "{\"content\":\"x\"}",
                        1201,
                        "g"),
                // Revocations: m1 and m2 are Alice's.
                row(REVOKE, "alice", "{}", 1001, "userID is missing"),
                row(REVOKE, "alice", revoke("bob", "si_alice_bob", "1"), 1002, "userID is not the token's user"),
                row(REVOKE, "bob", revoke("bob", "si_alice_bob", "1"), 1002, "only who sent"),
                row(REVOKE, "alice", revoke("alice", "si_bob_carol", "1"), 1002, "not a conversation"),
                row(REVOKE, "alice", revoke("alice", "si_alice_bob", "3"), 1004, "no message"),
                row(REVOKE, "alice", revoke("alice", "si_alice_bob", "0"), 1004, "no message"),
                row(REVOKE, "alice", revoke("alice", "si_alice_bob", "-1"), 1001, "seq is negative"),
                row(REVOKE, "alice", revoke("alice", "si_alice_bob", "1.5"), 1001, "seq is not a whole number"),
                row(REVOKE, "alice", revoke("alice", "si_alice_bob", "\"1\""), 1001, "seq is not a number"),
                row(REVOKE, "alice", revoke("alice", "xx_alice_bob", "1"), 1001, "conversationID"),
                row(REVOKE, "alice", revoke("alice", "n_alice_bob", "1"), 1001, "notification stream"),
                row(REVOKE, "admin", revoke("imAdmin", "si_nobody_else", "1"), 1004, "no message"),
                // Deletions.
                row(DELETE, "alice", "{}", 1001, "seqs is empty"),
                row(DELETE, "alice", delete("bob", "si_alice_bob", "[1]", ""), 1002, "userID is not the token's user"),
                row(DELETE, "alice", delete("alice", "si_bob_carol", "[1]", ""), 1002, "not a conversation"),
                row(DELETE, "alice", delete("alice", "si_alice_bob", "[99]", ""), 1001, "between 1 and"),
                row(DELETE, "alice", delete("alice", "si_alice_bob", "[0]", ""), 1001, "seqs[0] is less than 1"),
                row(DELETE, "alice", delete("alice", "si_alice_bob", "[1.5]", ""), 1001, "seqs[0] is not a whole"),
                row(DELETE, "alice", delete("alice", "si_alice_bob", "7", ""), 1001, "seqs is not a list"),
                row(DELETE, "alice", delete("alice", "xx_alice_bob", "[1]", ""), 1001, "conversationID"),
                row(DELETE, "alice", delete("alice", "n_alice_bob", "[1]", ""), 1001, "notification stream"),
                row(
                        DELETE,
                        "alice",
                        delete("alice", "si_alice_bob", "[1]", ",\"deleteSyncOpt\":{\"isSyncOther\":true}"),
                        1002,
                        "isSyncOther needs an admin"),
                row(
                        DELETE,
                        "alice",
                        delete("alice", "si_alice_bob", "[1]", ",\"deleteSyncOpt\":7"),
                        1001,
                        "deleteSyncOpt is not an object"),
                row("/msg/clear_conversation_msg", "alice", "{\"userID\":\"alice\"}", 1001, "conversationIDs is empty"),
                row(
                        "/msg/clear_conversation_msg",
                        "alice",
                        "{\"userID\":\"bob\",\"conversationIDs\":[\"si_alice_bob\"]}",
                        1002,
                        "userID is not the token's user"),
                row(
                        "/msg/clear_conversation_msg",
                        "alice",
                        "{\"userID\":\"alice\",\"conversationIDs\":[\"si_bob_carol\"]}",
                        0,
                        ""),
                row("/msg/user_clear_all_msg", "alice", "{\"userID\":\"bob\"}", 1002, "userID is not the token's user"),
                row("/msg/delete_msg_physical_by_seq", "alice", "{}", 1002, "admin"),
                row("/msg/delete_msg_physical_by_seq", "admin", "{}", 1001, "seqs is empty"),
                row(
                        "/msg/delete_msg_physical_by_seq",
                        "admin",
                        "{\"seqs\":[" + "1,".repeat(100) + "1],\"conversationID\":\"si_a_b\"}",
                        1001,
                        "seqs has more than 100"),
                // The full history.
                row(SEARCH, "alice", search(""), 1002, "admin"),
                row(SEARCH, "admin", "{}", 1001, "pagination is missing"),
                row(SEARCH, "admin", search("\"sendTime\":\"yesterday\","), 1001, "sendTime is not a day"),
                row(SEARCH, "admin", search("\"sendTime\":1767225600000,"), 1001, "sendTime is not a string"),
                row(SEARCH, "admin", search("\"sendID\":\"a b\","), 1001, "sendID"),
                row(SEARCH, "admin", search("\"contentType\":\"101\","), 1001, "contentType is not a number"),
                row(SEARCH, "admin", search("\"after\":\"x\","), 1001, "after is not what"),
                row(SEARCH, "admin", search("").replace("10}", "501}"), 1001, "a page has 1 to 500"),
                row(SEARCH, "admin", search("").replace(":1,", ":0,"), 1001, "a page has 1 to 500"),
                row(SEARCH, "admin", search("").replace(":1,", ":1002,"), 1001, "begins at most 10000"),
                row("/msg/check_msg_is_send_success", "alice", "{}", 1002, "admin"),
                row("/msg/check_msg_is_send_success", "admin", "{}", 1001, "sendID is missing"),
                row("/msg/check_msg_is_send_success", "admin", "{\"sendID\":\"a\"}", 1001, "clientMsgID is missing"),
                // Statistics.
                row("/statistics/user/register", "alice", PERIOD, 1002, "admin"),
                row("/statistics/user/active", "alice", PERIOD, 1002, "admin"),
                row("/statistics/group/create", "alice", PERIOD, 1002, "admin"),
                row("/statistics/group/active", "alice", PERIOD, 1002, "admin"),
                row("/statistics/user/register", "admin", "{\"end\":1}", 1001, "start is missing"),
                row("/statistics/user/register", "admin", "{\"start\":2,\"end\":1}", 1001, "start is before end"),
                row("/statistics/user/register", "admin", "{\"start\":-2,\"end\":1}", 1001, "start is negative"),
                row(
                        "/statistics/user/register",
                        "admin",
                        "{\"start\":0,\"end\":9223372036854775807}",
                        1001,
                        "3660 days"),
                row("/statistics/user/active", "admin", "{\"start\":1,\"end\":2}", 1001, "pagination is missing"),
                row("/statistics/user/active", "admin", PERIOD.replace(":2,", ":40000000000,"), 1001, "366 days"),
                row("/statistics/group/create", "admin", "{\"start\":2,\"end\":1}", 1001, "end is before start"),
                row("/statistics/group/active", "admin", "{\"start\":1,\"end\":2}", 1001, "pagination is missing"),
                // Accounts that nobody has.
                row("/user/add_notification_account", "alice", "{\"nickName\":\"x\"}", 1002, "admin"),
                row("/user/add_notification_account", "admin", "{}", 1001, "nickName is missing"),
                row(
                        "/user/add_notification_account",
                        "admin",
                        "{\"nickName\":\"x\",\"userID\":\"a b\"}",
                        1001,
                        "userID"),
                row("/user/add_notification_account", "admin", "{\"nickName\":\"x\",\"userID\":\"bob\"}", 1102, ""),
                row(
                        "/user/add_notification_account",
                        "admin",
                        "{\"nickName\":\"x\",\"appMangerLevel\":1}",
                        1001,
                        "appMangerLevel is not 3"),
                row("/user/update_notification_account", "alice", "{\"userID\":\"alice\"}", 1002, "admin"),
                row(
                        "/user/update_notification_account",
                        "admin",
                        "{\"userID\":\"bob\",\"nickName\":\"x\"}",
                        1101,
                        "bob"),
                row("/user/search_notification_account", "alice", "{}", 1002, "admin"),
                row("/user/search_notification_account", "admin", "{\"keyword\":7}", 1001, "keyword is not a string"),
                row(SEND, "admin", send("\"offlinePushInfo\":[]"), 1001, "offlinePushInfo is not an object"),
                // Demo.
                row("/demo/login", "", "{}", 1001, "nickname is missing"),
                row("/demo/login", "", "{\"nickname\":\"   \"}", 1001, "nickname is blank"),
                row("/demo/login", "", "{\"nickname\":\"!!\"}", 1001, "nickname"),
                row("/demo/login", "", "{\"nickname\":\"" + "x".repeat(33) + "\"}", 1001, "nickname"),
                // Paths that are not there.
                row("/user/nothing", "alice", "{}", 1001, "no such path"),
                row("/friend/add_friend", "alice", "{}", 1001, "no such path"),
                row("/unknown", "", "{}", 1001, "no such path"),
                row("/user/get_users_info/more", "alice", "{}", 1001, "no such path"));
    }

    @ParameterizedTest(name = "{0} as {1}: {3} {4}")
    @MethodSource("requests")
    void aBadRequestGetsItsCodeAndIsToldWhy(String path, String who, String body, int errCode, String detail) {
        Api.Reply reply = api.post(path, token(who), body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.errCode()).as(reply.text()).isEqualTo(errCode);
        assertThat(reply.errDlt()).contains(detail);
        assertThat(reply.json().getString("errMsg").isEmpty()).isEqualTo(errCode == 0);
        assertThat(reply.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2000);
    }

    private @org.jspecify.annotations.Nullable String token(String who) {
        return switch (who) {
            case "alice" -> alice;
            case "admin" -> api.admin;
            case "bob" -> bob;
            case "kicked" -> kicked;
            case "rubbish" -> "rubbish";
            case "forged" -> alice.substring(0, alice.lastIndexOf('.') + 1) + "A".repeat(43);
            default -> null;
        };
    }
}
