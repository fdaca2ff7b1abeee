package dev.tidings.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** What is answered to each callbackCommand: the application's part, with OpenIM's field names and nothing else. */
final class Callbacks {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXT = 101;
    /** The application's own: the sender's app gets it as the errCode of its send. */
    private static final int FORBIDDEN_WORD = 5001;

    private final Words words;
    private final EventLog events;

    Callbacks(Words words, EventLog events) {
        this.words = words;
        this.events = events;
    }

    /**
     * @param eventId the same when something is told again
     * @throws IOException if an event could not be kept: it is told again
     */
    ObjectNode answer(String eventId, ObjectNode request) throws IOException {
        String command = request.path("callbackCommand").asText();
        return switch (command) {
            case "callbackBeforeSendSingleMsgCommand" -> beforeSend(request);
            case "callbackBeforeMsgModifyCommand" -> beforeModify(request);
            case "callbackBeforeOnlinePushCommand" -> beforePush(request);
            default -> {
                if (isEvent(command)) {
                    events.add(eventId, request);
                }
                yield goOn();
            }
        };
    }

    /** The event of a revocation is called like a question, by OpenIM's mistake. */
    private static boolean isEvent(String command) {
        return !command.startsWith("callbackBefore") || command.equals("callbackBeforeAfterMsgCommand");
    }

    private ObjectNode beforeSend(ObjectNode message) {
        Optional<String> word = text(message).flatMap(words::forbiddenIn);
        return word.isEmpty()
                ? goOn()
                : goOn().put("nextCode", 1)
                        .put("errCode", FORBIDDEN_WORD)
                        .put("errMsg", "ForbiddenWord")
                        .put("errDlt", "\"" + word.get() + "\" may not be said here");
    }

    private ObjectNode beforeModify(ObjectNode message) {
        Optional<String> text = text(message);
        if (text.isEmpty() || words.rewritten(text.get()).equals(text.get())) {
            return goOn();
        }
        // The content of a text message is JSON inside JSON.
        String content = JSON.createObjectNode()
                .put("content", words.rewritten(text.get()))
                .toString();
        return goOn().put("content", content);
    }

    /** What is whispered is there for who looks, and disturbs nobody. */
    private static ObjectNode beforePush(ObjectNode message) {
        boolean whispered = text(message).filter(it -> it.startsWith("psst")).isPresent();
        return whispered ? goOn().put("nextCode", 1) : goOn();
    }

    private static Optional<String> text(ObjectNode message) {
        if (message.path("contentType").asInt() != TEXT) {
            return Optional.empty();
        }
        try {
            JsonNode content = JSON.readTree(message.path("content").asText());
            return Optional.of(content.path("content").asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode goOn() {
        return JSON.createObjectNode()
                .put("actionCode", 0)
                .put("errCode", 0)
                .put("errMsg", "")
                .put("errDlt", "")
                .put("nextCode", 0);
    }
}
