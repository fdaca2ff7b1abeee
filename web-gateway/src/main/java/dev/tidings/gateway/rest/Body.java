package dev.tidings.gateway.rest;

import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that a client sent, read strictly: a field of the wrong type is refused by its name, never converted. A
 * field that is {@code null} counts as missing, as the protocol's clients mean it; fields nobody asks for are ignored.
 * Every method throws {@link ImException} {@code ARGS}.
 */
final class Body {
    private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

    private final String path;
    private final JsonObject fields;

    private Body(String path, JsonObject fields) {
        this.path = path;
        this.fields = fields;
    }

    /** An object without fields. */
    static final Body EMPTY = new Body("", JsonValue.EMPTY_JSON_OBJECT);

    /**
     * Parses a body.
     *
     * @param bytes UTF-8; an empty text is an object without fields
     */
    static Body parse(byte[] bytes) {
        return new Body("", BodyParser.parse(bytes));
    }

    private @Nullable JsonValue value(String field) {
        JsonValue value = fields.get(field);
        return value == JsonValue.NULL ? null : value;
    }

    private <T> Optional<T> optional(String field, BiFunction<String, JsonValue, T> as) {
        JsonValue value = value(field);
        return value == null ? Optional.empty() : Optional.of(as.apply(path + field, value));
    }

    private <T> List<T> list(String field, int max, BiFunction<String, JsonValue, T> as) {
        JsonValue value = value(field);
        if (value == null) {
            return List.of();
        }
        if (value.getValueType() != JsonValue.ValueType.ARRAY) {
            throw wrong(path + field, "is not a list");
        }
        List<JsonValue> elements = value.asJsonArray();
        if (elements.size() > max) {
            throw wrong(path + field, "has more than " + max + " elements");
        }
        List<T> list = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            list.add(as.apply(path + field + "[" + i + "]", elements.get(i)));
        }
        return list;
    }

    private <T> T required(String field, Optional<T> value) {
        return value.orElseThrow(() -> wrong(path + field, "is missing"));
    }

    boolean has(String field) {
        return value(field) != null;
    }

    /** A text that is there and not blank. */
    String requiredString(String field) {
        String text = required(field, optionalString(field));
        if (text.isBlank()) {
            throw wrong(path + field, "is blank");
        }
        return text;
    }

    Optional<String> optionalString(String field) {
        return optional(field, Body::asString);
    }

    /** The text, empty if it is missing. */
    String string(String field) {
        return optionalString(field).orElse("");
    }

    /** The text, empty if it is missing or empty: for fields in which an empty text means "as it was". */
    Optional<String> nonEmptyString(String field) {
        return optionalString(field).filter(text -> !text.isEmpty());
    }

    Optional<Integer> optionalInt(String field) {
        return optional(field, Body::asInt);
    }

    int requiredInt(String field) {
        return required(field, optionalInt(field));
    }

    /** The number, 0 if it is missing. */
    int integer(String field) {
        return optionalInt(field).orElse(0);
    }

    Optional<Long> optionalLong(String field) {
        return optional(field, Body::asLong);
    }

    /** A number that is there and not negative. */
    long requiredSeq(String field) {
        long seq = required(field, optionalLong(field));
        if (seq < 0) {
            throw wrong(path + field, "is negative");
        }
        return seq;
    }

    /** A number that is not negative, 0 if it is missing. */
    long seq(String field) {
        return has(field) ? requiredSeq(field) : 0;
    }

    /** The protocol's uint64, 0 if it is missing. */
    BigInteger unsigned(String field) {
        return optional(field, Body::asUnsigned).orElse(BigInteger.ZERO);
    }

    Optional<Boolean> optionalBoolean(String field) {
        return optional(field, Body::asBoolean);
    }

    /** The flag, false if it is missing. */
    boolean flag(String field) {
        return optionalBoolean(field).orElse(false);
    }

    UserId userId(String field) {
        return asUserId(path + field, Json.text(requiredString(field)));
    }

    ConversationId conversationId(String field) {
        return asConversationId(path + field, Json.text(requiredString(field)));
    }

    List<UserId> userIds(String field, int max) {
        return list(field, max, Body::asUserId);
    }

    List<ConversationId> conversationIds(String field, int max) {
        return list(field, max, Body::asConversationId);
    }

    List<String> strings(String field, int max) {
        return list(field, max, Body::asString);
    }

    /** Seqs: numbers from 1. */
    List<Long> seqs(String field, int max) {
        return list(field, max, Body::asSeq);
    }

    Body object(String field) {
        return required(field, optional(field, Body::asBody));
    }

    Optional<Body> optionalObject(String field) {
        return optional(field, Body::asBody);
    }

    List<Body> objects(String field, int max) {
        return list(field, max, Body::asBody);
    }

    /** The protocol's {@code pagination}. */
    PageRequest page() {
        Body page = object("pagination");
        return new PageRequest(page.requiredInt("pageNumber"), page.requiredInt("showNumber"));
    }

    /** The object as JSON text again, without the white space it came with. */
    String text() {
        return fields.toString();
    }

    private static String asString(String name, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            throw wrong(name, "is not a string");
        }
        String text = string.getString();
        if (!isWellFormed(text)) {
            throw wrong(name, "has half a character");
        }
        return text;
    }

    /** A surrogate without its other half has no UTF-8 form: stores would refuse it or turn it into something else. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (++i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static <T> T asNumber(String name, JsonValue value, Function<JsonNumber, T> exactly) {
        if (!(value instanceof JsonNumber number)) {
            throw wrong(name, "is not a number");
        }
        try {
            return exactly.apply(number);
        } catch (ArithmeticException e) {
            throw wrong(name, "is not a whole number in range", e);
        }
    }

    private static Integer asInt(String name, JsonValue value) {
        return asNumber(name, value, JsonNumber::intValueExact);
    }

    private static Long asLong(String name, JsonValue value) {
        return asNumber(name, value, JsonNumber::longValueExact);
    }

    private static Long asSeq(String name, JsonValue value) {
        long seq = asLong(name, value);
        if (seq < 1) {
            throw wrong(name, "is less than 1");
        }
        return seq;
    }

    private static BigInteger asUnsigned(String name, JsonValue value) {
        return asNumber(name, value, number -> {
            // Before the digits are written out: 1e999999999 is short.
            if (number.bigDecimalValue().precision() - number.bigDecimalValue().scale() > 20) {
                throw new ArithmeticException("too large");
            }
            BigInteger exact = number.bigIntegerValueExact();
            if (exact.signum() < 0 || exact.compareTo(UNSIGNED_END) >= 0) {
                throw new ArithmeticException("not in range");
            }
            return exact;
        });
    }

    private static Boolean asBoolean(String name, JsonValue value) {
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            case STRING, NUMBER, NULL, ARRAY, OBJECT -> throw wrong(name, "is not true or false");
        };
    }

    private static UserId asUserId(String name, JsonValue value) {
        return named(name, () -> new UserId(asString(name, value)));
    }

    private static ConversationId asConversationId(String name, JsonValue value) {
        return named(name, () -> new ConversationId(asString(name, value)));
    }

    private static Body asBody(String name, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            throw wrong(name, "is not an object");
        }
        return new Body(name + ".", object);
    }

    /** The values check themselves and do not know which field they came from. */
    private static <T> T named(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (ImException e) {
            if (e.detail().startsWith(name)) {
                throw e;
            }
            throw wrong(name, "is not good: " + e.detail(), e);
        }
    }

    static ImException wrong(String field, String why) {
        return new ImException(ErrorCode.ARGS, field + " " + why);
    }

    private static ImException wrong(String field, String why, Exception cause) {
        return new ImException(ErrorCode.ARGS, field + " " + why, cause);
    }
}
