package dev.tidings.msg;

import com.google.protobuf.ByteString;
import dev.tidings.omtp.MessageFrom;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an answer of beforeMsgModify makes of a message. Each field that it has and that is not null replaces the message's; who
 * sent it and its ids are not the business server's to change. All of it is applied or nothing.
 */
final class Rewriting {
    private static final JsonProvider JSON = JsonProvider.provider();

    private Rewriting() {}

    /**
     * @return the rewritten message; equal to {@code data} if the answer rewrites nothing
     * @throws IllegalArgumentException naming the field that may not be rewritten so
     */
    static MsgData apply(JsonObject answer, MsgData data) {
        same(answer, "sendID", data.getSendID());
        same(answer, "clientMsgID", data.getClientMsgID());
        same(answer, "serverMsgID", data.getServerMsgID());
        same(answer, "groupID", data.getGroupID());
        MsgData.Builder rewritten = data.toBuilder();
        text(answer, "content", it -> rewritten.setContent(ByteString.copyFromUtf8(json(it))));
        text(answer, "recvID", rewritten::setRecvID);
        text(answer, "senderNickname", rewritten::setSenderNickname);
        text(answer, "senderFaceURL", rewritten::setSenderFaceURL);
        text(answer, "attachedInfo", rewritten::setAttachedInfo);
        text(answer, "ex", rewritten::setEx);
        number(answer, "senderPlatformID", it -> {
            require(Platform.of(it).isPresent(), "senderPlatformID is no platform");
            rewritten.setSenderPlatformID(it);
        });
        number(answer, "sessionType", rewritten::setSessionType);
        number(answer, "contentType", rewritten::setContentType);
        number(answer, "msgFrom", it -> {
            require(Arrays.stream(MessageFrom.values()).anyMatch(known -> known.number() == it), "msgFrom is unknown");
            rewritten.setMsgFrom(it);
        });
        number(answer, "status", it -> {
            require(Arrays.stream(MessageStatus.values()).anyMatch(known -> known.number() == it), "status is unknown");
            rewritten.setStatus(it);
        });
        present(answer, "options")
                .ifPresent(it -> rewritten.clearOptions().putAllOptions(options(object("options", it))));
        present(answer, "offlinePushInfo")
                .ifPresent(it -> rewritten.setOfflinePushInfo(offlinePush(object("offlinePushInfo", it))));
        present(answer, "atUserIDList")
                .ifPresent(it -> rewritten.clearAtUserIDList().addAllAtUserIDList(texts("atUserIDList", it)));
        return rewritten.build();
    }

    private static void same(JsonObject answer, String field, String value) {
        text(answer, field, it -> require(it.equals(value), field + " may not be rewritten"));
    }

    private static Optional<JsonValue> present(JsonObject answer, String field) {
        return Optional.ofNullable(answer.get(field)).filter(it -> it != JsonValue.NULL);
    }

    private static void text(JsonObject answer, String field, Consumer<String> set) {
        present(answer, field).ifPresent(it -> set.accept(asText(field, it)));
    }

    private static String asText(String field, JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new IllegalArgumentException(field + " is not a text");
    }

    private static void number(JsonObject answer, String field, Consumer<Integer> set) {
        present(answer, field).ifPresent(it -> {
            require(it instanceof JsonNumber number && number.isIntegral(), field + " is not a number");
            set.accept(((JsonNumber) it).intValue());
        });
    }

    private static JsonObject object(String field, JsonValue value) {
        require(value.getValueType() == JsonValue.ValueType.OBJECT, field + " is not an object");
        return value.asJsonObject();
    }

    /** The protocol's content is JSON, and clients break on anything else. */
    private static String json(String content) {
        try (JsonReader reader = JSON.createReader(new StringReader(content))) {
            require(reader.readValue().getValueType() == JsonValue.ValueType.OBJECT, "content is no JSON object");
        } catch (JsonException e) {
            // Not the cause: its message quotes the content.
            throw new IllegalArgumentException("content is not JSON");
        }
        return content;
    }

    private static Map<String, Boolean> options(JsonObject options) {
        Map<String, Boolean> read = new LinkedHashMap<>();
        options.forEach((key, value) -> {
            require(value == JsonValue.TRUE || value == JsonValue.FALSE, "an option is not true or false");
            read.put(key, value == JsonValue.TRUE);
        });
        return read;
    }

    private static List<String> texts(String field, JsonValue value) {
        require(value.getValueType() == JsonValue.ValueType.ARRAY, field + " is not a list");
        List<String> texts = new ArrayList<>();
        value.asJsonArray().forEach(it -> texts.add(asText(field, it)));
        return texts;
    }

    private static OfflinePushInfo offlinePush(JsonObject push) {
        OfflinePushInfo.Builder info = OfflinePushInfo.newBuilder();
        text(push, "title", info::setTitle);
        text(push, "desc", info::setDesc);
        text(push, "ex", info::setEx);
        text(push, "iOSPushSound", info::setIOSPushSound);
        text(push, "signalInfo", info::setSignalInfo);
        info.setIOSBadgeCount(push.getBoolean("iOSBadgeCount", false));
        return info.build();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
