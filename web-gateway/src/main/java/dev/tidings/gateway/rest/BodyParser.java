package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;

/** Parses a request's JSON, with a limit on everything and without a second meaning: no field may be there twice. */
final class BodyParser {
    static final int DEPTH_MAX = 16;
    /** A number of any use has fewer digits; reading one with a million of them takes seconds. */
    static final int NUMBER_LENGTH_MAX = 40;

    private final JsonParser events;

    private BodyParser(JsonParser events) {
        this.events = events;
    }

    /** @throws ImException {@code ARGS} if it is not one JSON object in UTF-8, or breaks a limit */
    static JsonObject parse(byte[] bytes) {
        String text = decode(bytes);
        if (text.isBlank()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try (JsonParser events = Json.parser(text)) {
            return new BodyParser(events).document();
        } catch (JsonException | NoSuchElementException e) {
            throw new ImException(ErrorCode.ARGS, "the body is not JSON", e);
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImException(ErrorCode.ARGS, "the body is not UTF-8", e);
        }
    }

    private JsonObject document() {
        if (events.next() != JsonParser.Event.START_OBJECT) {
            throw new ImException(ErrorCode.ARGS, "the body is not a JSON object");
        }
        JsonObject document = object(1);
        if (events.hasNext()) {
            throw new ImException(ErrorCode.ARGS, "the body is not JSON: something follows the object");
        }
        return document;
    }

    private JsonObject object(int depth) {
        checkDepth(depth);
        JsonObjectBuilder object = Json.object();
        Set<String> names = new HashSet<>();
        while (events.next() == JsonParser.Event.KEY_NAME) {
            String name = events.getString();
            if (!names.add(name)) {
                throw new ImException(ErrorCode.ARGS, shortened(name) + " is there twice");
            }
            object.add(name, value(shortened(name), events.next(), depth));
        }
        return object.build();
    }

    private JsonValue list(String name, int depth) {
        checkDepth(depth);
        JsonArrayBuilder list = Json.array();
        for (JsonParser.Event event = events.next(); event != JsonParser.Event.END_ARRAY; event = events.next()) {
            list.add(value(name, event, depth));
        }
        return list.build();
    }

    private JsonValue value(String name, JsonParser.Event event, int depth) {
        return switch (event) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> list(name, depth + 1);
            case VALUE_STRING -> Json.text(events.getString());
            case VALUE_NUMBER -> number(name);
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            case KEY_NAME, END_ARRAY, END_OBJECT -> throw new IllegalStateException("no value starts with " + event);
        };
    }

    private JsonValue number(String name) {
        String digits = events.getString();
        if (digits.length() > NUMBER_LENGTH_MAX) {
            throw new ImException(ErrorCode.ARGS, name + " has more than " + NUMBER_LENGTH_MAX + " digits");
        }
        try {
            return Json.number(new BigDecimal(digits));
        } catch (NumberFormatException e) {
            throw new ImException(ErrorCode.ARGS, name + " is out of range", e);
        }
    }

    private static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new ImException(ErrorCode.ARGS, "the body is nested deeper than " + DEPTH_MAX);
        }
    }

    /** A name is the client's choice and comes back to it in the answer: not a megabyte of it. */
    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64);
    }
}
