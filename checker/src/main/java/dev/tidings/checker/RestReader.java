package dev.tidings.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.client.RestAnswer;
import dev.tidings.client.RestClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the final state over REST with an admin's token, page by page. */
public final class RestReader {
    private static final int PAGE = 500;
    /** Of one conversation in one call, as the protocol's clients ask. */
    private static final int RANGE = 100;

    private static final int SEARCH_PAGES_MAX = 100_000;

    private final RestClient admin;
    private final HistoryWriter out;

    public RestReader(RestClient admin, HistoryWriter out) {
        this.admin = admin;
        this.out = out;
    }

    /** Every conversation of the user, from the first seq to the newest. */
    public void conversations(String user) {
        JsonNode answer = admin.newestSeqs(user);
        Map<String, Long> newest = new TreeMap<>();
        answer.path("maxSeqs")
                .properties()
                .forEach(it -> newest.put(it.getKey(), it.getValue().asLong()));
        newest.forEach((conversation, max) -> {
            long min = Math.max(1, answer.path("minSeqs").path(conversation).asLong());
            conversation(user, conversation, min, max);
        });
    }

    private void conversation(String user, String conversation, long min, long max) {
        out.event("TIER_BEGIN")
                .with("tier", "conversation")
                .with("conversation", conversation)
                .with("user", user)
                .with("seq", min)
                .end();
        for (long from = min; from <= max; from += RANGE) {
            long since = System.nanoTime();
            long to = Math.min(max, from + RANGE - 1);
            ObjectNode body = RestClient.object().put("userID", user).put("order", 0);
            body.putArray("seqRanges")
                    .addObject()
                    .put("conversationID", conversation)
                    .put("begin", from)
                    .put("end", to)
                    .put("num", to - from + 1);
            JsonNode data = admin.post("/msg/pull_msg_by_seq", body).orThrow();
            String kind = conversation.startsWith("n_") ? "notificationMsgs" : "msgs";
            for (JsonNode message : data.path(kind).path(conversation).path("Msgs")) {
                if (!message.path("clientMsgID").asText().isEmpty()) {
                    message(
                                    cell("conversation", since)
                                            .with("conversation", conversation)
                                            .with("user", user),
                                    message)
                            .with("crc", crcOfBase64(message))
                            .end();
                }
            }
        }
        out.event("TIER_END")
                .with("tier", "conversation")
                .with("conversation", conversation)
                .with("user", user)
                .with("seq", max)
                .end();
    }

    private static long crcOfBase64(JsonNode message) {
        return HistoryWriter.crc(
                Base64.getDecoder().decode(message.path("content").asText()));
    }

    /** The user's mailbox, if the server has such a thing. */
    public boolean mailbox(String user) {
        RestAnswer first = admin.post("/mailbox/newest", RestClient.object().put("userID", user));
        if (first.errCode() != 0) {
            return false;
        }
        long newest = first.data().path("newest").asLong();
        long next = 1;
        while (next <= newest) {
            long since = System.nanoTime();
            ObjectNode body = RestClient.object()
                    .put("userID", user)
                    .put("from", next)
                    .put("to", newest)
                    .put("limit", PAGE);
            JsonNode entries = admin.post("/mailbox/pull", body).orThrow().path("entries");
            for (JsonNode entry : entries) {
                next = Math.max(next, entry.path("mailboxSeq").asLong() + 1);
                JsonNode message = entry.path("message");
                message(
                                cell("mailbox", since)
                                        .with("owner", user)
                                        .with(
                                                "mailboxSeq",
                                                entry.path("mailboxSeq").asLong())
                                        .with(
                                                "conversation",
                                                entry.path("conversationID").asText()),
                                message)
                        .with("crc", HistoryWriter.crc(message.path("content").asText()))
                        .end();
            }
            if (entries.isEmpty()) {
                break;
            }
        }
        out.event("TIER_END")
                .with("tier", "mailbox")
                .with("owner", user)
                .with("seq", newest)
                .end();
        return true;
    }

    /** The rows of the full history that these users sent, if the server can be asked for them. */
    public boolean history(List<String> users) {
        long rows = 0;
        for (String user : users) {
            long found = rowsOf(user);
            if (found < 0) {
                return false;
            }
            rows += found;
        }
        out.event("TIER_END").with("tier", "history").with("seq", rows).end();
        return true;
    }

    private long rowsOf(String user) {
        long rows = 0;
        String next = "";
        for (int page = 1; page <= SEARCH_PAGES_MAX; page++) {
            ObjectNode body = RestClient.object().put("sendID", user);
            body.putObject("pagination").put("pageNumber", page).put("showNumber", PAGE);
            if (!next.isEmpty()) {
                // A server that pages by key goes on from there, however deep; others do not know the field.
                body.put("after", next);
            }
            RestAnswer answer = admin.post("/msg/search_msg", body);
            if (answer.errCode() != 0) {
                return -1;
            }
            JsonNode logs = answer.data().path("chatLogs");
            for (JsonNode log : logs) {
                JsonNode message = log.path("chatLog");
                message(cell("history", System.nanoTime()), message)
                        .with("crc", HistoryWriter.crc(message.path("content").asText()))
                        .end();
                rows++;
            }
            if (logs.size() < PAGE) {
                return rows;
            }
            next = answer.data().path("next").asText();
        }
        return -1;
    }

    private HistoryWriter.Event cell(String tier, long since) {
        return out.event("CELL").with("tier", tier).with("since", since);
    }

    private static HistoryWriter.Event message(HistoryWriter.Event cell, JsonNode message) {
        return cell.with("seq", message.path("seq").asLong())
                .with("sender", message.path("sendID").asText())
                .with("clientMsgID", message.path("clientMsgID").asText())
                .with("serverMsgID", message.path("serverMsgID").asText());
    }
}
