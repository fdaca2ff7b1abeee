package dev.tidings.gateway.rest;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.function.Function;

/** Makes JSON. The provider is looked up once: the API's own shortcuts look for it with every call. */
final class Json {
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private Json() {}

    static JsonObjectBuilder object() {
        return PROVIDER.createObjectBuilder();
    }

    static JsonArrayBuilder array() {
        return PROVIDER.createArrayBuilder();
    }

    static JsonValue number(BigDecimal value) {
        return PROVIDER.createValue(value);
    }

    static JsonValue text(String value) {
        return PROVIDER.createValue(value);
    }

    static jakarta.json.stream.JsonParser parser(String text) {
        return PROVIDER.createParser(new StringReader(text));
    }

    /** An array with one element for each item; empty, never null, for none. */
    static <T> JsonArray list(Collection<T> items, Function<? super T, ? extends JsonValue> element) {
        JsonArrayBuilder list = array();
        items.forEach(item -> list.add(element.apply(item)));
        return list.build();
    }

    /** The items' texts as an array of strings. */
    static JsonArray strings(Collection<?> items) {
        return list(items, item -> text(item.toString()));
    }
}
