package dev.tidings.gateway.rest;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.token.TestTokens;
import java.util.List;

/** The world in which the documentation's examples happen: Alice and Bob, who have two messages. */
final class Examples {
    final Api api = new Api();
    private final String alice;

    Examples() {
        alice = api.login("alice");
        api.login("bob");
        for (String id : List.of("m1", "m2")) {
            api.data("/msg/send_msg", api.admin, """
                    {"sendID":"bob","recvID":"alice","clientMsgID":"%s","contentType":101,"sessionType":1,\
                    "content":{"content":"hello"}}""".formatted(id));
        }
        api.services.online.put(new UserId("alice"), List.of(new OnlineDevice(5, "c1", false)));
    }

    /** Somebody has set things, and somebody has come to the demo. */
    Examples withTraces() {
        api.data("/conversation/get_all_conversations", alice, "{\"ownerUserID\":\"alice\"}");
        api.post(
                "/conversation/set_conversations",
                alice,
                "{\"userIDs\":[\"alice\"],\"conversation\":{\"conversationID\":\"si_alice_bob\",\"isPinned\":true,\"recvMsgOpt\":2}}");
        api.post("/demo/login", null, "{\"nickname\":\"Alice\"}");
        return this;
    }

    /** Alice has something to take back. */
    Examples withAMessageOfAlice() {
        api.data("/msg/send_msg", api.admin, """
                {"sendID":"alice","recvID":"bob","clientMsgID":"m3","contentType":101,"sessionType":1,\
                "content":{"content":"a slip of the pen"}}""");
        return this;
    }

    /** The answer to a request for which the caller has what it needs: {@code admin}, {@code user} or {@code none}. */
    Api.Reply answer(String path, String needs, String body) {
        if (path.equals("/msg/revoke_msg")) {
            withAMessageOfAlice();
        }
        if (path.startsWith("/ops/") && path.contains("dead_letter") && !path.contains("list")) {
            api.services.deadLetters.bury(OpsTest.letter("00000000-0000-0000-0000-000000000001"));
        }
        if (path.endsWith("_notification_account")) {
            api.data(
                    "/user/add_notification_account",
                    api.admin,
                    "{\"userID\":\"shop\",\"nickName\":\"The shop\",\"faceURL\":\"\"}");
        }
        String token = switch (needs) {
            case "admin" -> api.admin;
            case "user" -> alice;
            case "none" -> null;
            default -> throw new IllegalArgumentException(needs);
        };
        return api.post(
                path, token, body.replace("$SECRET", TestTokens.ADMIN_SECRET).replace("$TOKEN", alice));
    }
}
