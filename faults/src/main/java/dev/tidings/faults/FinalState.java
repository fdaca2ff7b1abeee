package dev.tidings.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.checker.HistoryWriter;
import dev.tidings.checker.RestReader;
import dev.tidings.checker.SocketReader;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestAnswer;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.SessionType;
import jakarta.jms.JMSException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** Writes down what is there when all is over: every tier, through every door, and the queues. */
final class FinalState {
    private final Tidings tidings;
    private final HistoryWriter out;

    FinalState(Tidings tidings, HistoryWriter out) {
        this.tidings = tidings;
        this.out = out;
    }

    void read(List<String> users) throws SQLException, JMSException {
        RestClient admin = tidings.admin();
        RestReader rest = new RestReader(admin, out);
        for (String user : users) {
            rest.conversations(user);
            rest.mailbox(user);
        }
        overSockets(admin, users);
        rows(users);
        strangers(admin, users);
        queues();
    }

    private void overSockets(RestClient admin, List<String> users) {
        try (ImNetwork network = new ImNetwork(1, Clock.systemUTC())) {
            for (String user : users) {
                Login login = Login.nativeApp(
                        Tidings.socketUrl(tidings.parts().get(0)),
                        user,
                        Platform.LINUX,
                        admin.userToken(user, Platform.LINUX));
                ImClient client =
                        ImClient.connect(network, login, new ImListener() {}).join();
                SocketReader reader = new SocketReader(client, out);
                reader.conversations();
                reader.mailbox();
                client.close();
            }
        }
    }

    /** The full history as it lies in the database, so that no limit of a search is in the way. */
    private void rows(List<String> users) throws SQLException {
        long rows = 0;
        try (var database = tidings.database();
                PreparedStatement query = database.prepareStatement(
                        "SELECT client_msg_id, server_msg_id, content FROM message WHERE send_id = ? AND session_type = 1"
                                + " AND conversation_id LIKE 'si\\_%'")) {
            for (String user : users) {
                query.setString(1, user);
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        rows++;
                        out.event("CELL")
                                .with("tier", "history")
                                .with("sender", user)
                                .with("clientMsgID", found.getString(1))
                                .with("serverMsgID", found.getString(2))
                                .with("crc", HistoryWriter.crc(found.getString(3)))
                                .end();
                    }
                }
            }
        }
        out.event("TIER_END").with("tier", "history").with("seq", rows).end();
    }

    /** Everybody tries to read the next one's mailbox, to take back what others wrote, and to write in another's name. */
    private void strangers(RestClient admin, List<String> users) {
        for (int i = 0; i < users.size(); i++) {
            String caller = users.get(i);
            String next = users.get((i + 1) % users.size());
            String nextButOne = users.get((i + 2) % users.size());
            RestClient asCaller = admin.withToken(admin.userToken(caller, Platform.LINUX));
            probe(
                    caller,
                    "read " + next + "'s mailbox",
                    asCaller.post(
                            "/mailbox/pull",
                            RestClient.object().put("userID", next).put("from", 1)));
            String others = next.compareTo(nextButOne) < 0 ? next + "_" + nextButOne : nextButOne + "_" + next;
            probe(
                    caller,
                    "revoke what " + next + " and " + nextButOne + " wrote",
                    asCaller.post(
                            "/msg/revoke_msg",
                            RestClient.object()
                                    .put("userID", caller)
                                    .put("conversationID", "si_" + others)
                                    .put("seq", 1)));
            ObjectNode forged = RestClient.object()
                    .put("sendID", next)
                    .put("recvID", nextButOne)
                    .put("senderPlatformID", Platform.LINUX.id())
                    .put("contentType", ContentType.TEXT.number())
                    .put("sessionType", SessionType.SINGLE.number());
            forged.putObject("content").put("content", "written by " + caller);
            probe(caller, "write as " + next, asCaller.post("/msg/send_msg", forged));
        }
    }

    private void probe(String caller, String what, RestAnswer answer) {
        out.event("PROBE")
                .with("user", caller)
                .with("detail", what)
                .with("outcome", answer.errCode() == 0 ? "OK" : "FAILED")
                .end();
    }

    private void queues() throws JMSException {
        new Queues(tidings)
                .depths()
                .forEach((queue, depth) -> out.event("QUEUE")
                        .with("detail", queue)
                        .with("seq", depth)
                        .end());
    }
}
