package dev.tidings.gateway.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.history.HistoryEntry;
import dev.tidings.history.HistoryPage;
import dev.tidings.history.HistoryQuery;
import dev.tidings.message.UserId;
import dev.tidings.msg.Found;
import dev.tidings.omtp.proto.MsgData;
import jakarta.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Between the protocol's search and the full history's. */
final class Searches {
    private Searches() {}

    static HistoryQuery query(Body body) {
        HistoryQuery query = HistoryQuery.ALL;
        if (!body.string("sendID").isEmpty()) {
            query = query.bySender(body.userId("sendID"));
        }
        if (!body.string("recvID").isEmpty()) {
            query = query.toReceiver(body.userId("recvID"));
        }
        if (body.integer("contentType") != 0) {
            query = query.ofContentType(body.integer("contentType"));
        }
        if (body.integer("sessionType") != 0) {
            query = query.ofSessionType(body.integer("sessionType"));
        }
        Optional<LocalDate> day = day(body);
        if (day.isPresent()) {
            query = query.between(start(day.get()), start(day.get().plusDays(1)));
        }
        return query;
    }

    private static Optional<LocalDate> day(Body body) {
        try {
            return body.nonEmptyString("sendTime").map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw Body.wrong("sendTime", "is not a day: YYYY-MM-DD, in UTC");
        }
    }

    private static long start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /** A numbered page, or what follows {@code after}. */
    static HistoryPage page(Body body) {
        Body page = body.object("pagination");
        int size = page.requiredInt("showNumber");
        Optional<String> after = body.nonEmptyString("after");
        return after.isPresent()
                ? HistoryPage.after(position(after.get()), size)
                : HistoryPage.numbered(page.requiredInt("pageNumber"), size);
    }

    private static HistoryPage.Position position(String text) {
        int dash = text.indexOf('-');
        try {
            return new HistoryPage.Position(
                    Long.parseLong(text.substring(0, Math.max(0, dash))), Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw Body.wrong("after", "is not what an answer gave as next");
        }
    }

    /** What a caller gives as {@code after} to go on behind this message. */
    static String next(Found last) {
        HistoryPage.Position position = last.entry().position();
        return position.sendTime() + "-" + position.row();
    }

    /** @param nicknames of the receivers, as far as they are known */
    static JsonObject chatLog(Found found, Map<UserId, String> nicknames) {
        MsgData data = decoded(found.entry());
        JsonObject chatLog = Json.object()
                .add("serverMsgID", data.getServerMsgID())
                .add("clientMsgID", data.getClientMsgID())
                .add("conversationID", found.entry().conversation().value())
                .add("seq", found.seq())
                .add("sendID", data.getSendID())
                .add("recvID", data.getRecvID())
                .add("groupID", data.getGroupID())
                .add("recvNickname", receiver(data).map(nicknames::get).orElse(""))
                .add("senderPlatformID", data.getSenderPlatformID())
                .add("senderNickname", data.getSenderNickname())
                .add("senderFaceURL", data.getSenderFaceURL())
                .add("groupName", "")
                .add("sessionType", data.getSessionType())
                .add("msgFrom", data.getMsgFrom())
                .add("contentType", data.getContentType())
                .add("content", data.getContent().toStringUtf8())
                .add("status", data.getStatus())
                .add("sendTime", found.entry().sendTime())
                .add("createTime", data.getCreateTime())
                .add("ex", data.getEx())
                .build();
        return Json.object()
                .add("chatLog", chatLog)
                .add("isRevoked", found.entry().replaced())
                .build();
    }

    static Optional<UserId> receiver(MsgData data) {
        return data.getRecvID().isEmpty() ? Optional.empty() : Optional.of(new UserId(data.getRecvID()));
    }

    static MsgData decoded(HistoryEntry entry) {
        try {
            return MsgData.parseFrom(entry.body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the recorded message " + entry.id() + " cannot be read", e);
        }
    }
}
