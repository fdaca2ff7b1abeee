package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** That the published description is true. */
class OpenApiTest {
    @Test
    void theDescriptionHasEveryPathAndSaysWhoMayAsk() {
        Map<String, String> described = new TreeMap<>();
        operations().forEach((path, operation) -> described.put(path, needs(operation)));

        assertThat(described).isEqualTo(implemented());
    }

    private static Map<String, String> implemented() {
        Map<String, String> paths = new TreeMap<>();
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                Path path = method.getAnnotation(Path.class);
                if (path != null) {
                    paths.put(resource.getAnnotation(Path.class).value() + "/" + path.value(), needs(resource, method));
                }
            }
        }
        return paths;
    }

    private static String needs(Class<?> resource, Method method) {
        if (resource.isAnnotationPresent(Open.class) || method.isAnnotationPresent(Open.class)) {
            return "none";
        }
        boolean adminOnly =
                resource.isAnnotationPresent(AdminOnly.class) || method.isAnnotationPresent(AdminOnly.class);
        return adminOnly ? "admin" : "user";
    }

    private static String needs(Map<String, Object> operation) {
        String security = String.valueOf(operation.get("security"));
        return security.contains("adminToken") ? "admin" : security.contains("userToken") ? "user" : "none";
    }

    private static Stream<Arguments> examples() {
        return operations().entrySet().stream().map(entry -> {
            Map<String, Object> operation = entry.getValue();
            return Arguments.of(
                    entry.getKey(),
                    needs(operation),
                    json(in(operation, "requestBody", "content", "application/json", "example")),
                    json(in(operation, "responses", "200", "content", "application/json", "example")));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void everyExampleIsAnsweredInTheShapeThatIsDescribed(
            String path, String needs, JsonObject body, JsonObject answer) {
        JsonObject real =
                new Examples().withTraces().answer(path, needs, body.toString()).json();

        assertThat(real.getInt("errCode")).as(real.toString()).isEqualTo(answer.getInt("errCode"));
        assertThat(shape("", real)).containsExactlyInAnyOrderElementsOf(shape("", answer));
    }

    /** Every field with its path and type. */
    static List<String> shape(String path, JsonValue value) {
        List<String> shape = new ArrayList<>();
        switch (value.getValueType()) {
            case OBJECT -> value.asJsonObject().forEach((name, field) -> shape.addAll(shape(path + "." + name, field)));
            case ARRAY -> value.asJsonArray().forEach(element -> shape.addAll(shape(path + "[]", element)));
            case TRUE, FALSE -> shape.add(path + " boolean");
            case STRING, NUMBER, NULL -> shape.add(path + " " + value.getValueType());
        }
        if (shape.isEmpty()) {
            shape.add(path + " empty " + value.getValueType());
        }
        return shape;
    }

    private static Map<String, Map<String, Object>> operations() {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            Map<String, Object> description = new Yaml().load(Objects.requireNonNull(in, "META-INF/openapi.yaml"));
            object(description, "paths").forEach((path, item) -> operations.put(path, in(item, "post")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return operations;
    }

    private static Map<String, Object> object(Map<String, Object> parent, String key) {
        return in(parent, key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Object parent, String... keys) {
        Object current = parent;
        for (String key : keys) {
            current = Objects.requireNonNull(((Map<String, Object>) current).get(key), key);
        }
        return (Map<String, Object>) current;
    }

    private static JsonObject json(Map<String, Object> yaml) {
        return jakarta.json.Json.createObjectBuilder(yaml).build();
    }
}
