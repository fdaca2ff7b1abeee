package dev.tidings.ear;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the broker's configuration, the listeners' annotations and the defaults of lanes have to say alike, in three places. */
class LanesTest {
    private static final Path BROKER = Repository.file("resources/src/main/resources/dev/tidings/resources/broker.xml");
    private static final Pattern QUEUE_WITH_LANES =
            Pattern.compile("<queue name=\"([^\"]+)\" group-rebalance=\"true\"");

    /** What the reference promises: as many lanes as nodes, up to so many. */
    private static final int LANES_MAX = 8;

    private static Map<String, Map<String, String>> activations;

    @BeforeAll
    static void readTheListeners() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("dev.tidings");
        activations = classes.stream()
                .filter(type -> type.isAnnotatedWith(MessageDriven.class))
                .map(type -> properties(type.getAnnotationOfType(MessageDriven.class)))
                .collect(Collectors.toMap(it -> it.getOrDefault("destination", ""), Function.identity()));
    }

    @Test
    void anyNodeCanHoldAllLanesOfAQueue() {
        assertThat(queuesWithLanes())
                .isNotEmpty()
                .allSatisfy(queue -> assertThat(activations.get(queue))
                        .as(queue)
                        .isNotNull()
                        .extracting(it -> Integer.parseInt(it.getOrDefault("maxSession", "0")))
                        .isEqualTo(LANES_MAX));
        assertThat(List.of(lanes("im.transfer.lanes"), lanes("im.queue.lanes")))
                .allSatisfy(lanes -> assertThat(lanes).isBetween(2, LANES_MAX));
    }

    /** The broker tells nodes apart by their connections when it deals the lanes out. */
    @Test
    void theConsumersOfANodeShareOneConnection() {
        assertThat(queuesWithLanes())
                .allSatisfy(queue ->
                        assertThat(activations.get(queue)).as(queue).containsEntry("singleConnection", "true"));
    }

    private static Set<String> queuesWithLanes() {
        return QUEUE_WITH_LANES
                .matcher(Repository.text(BROKER))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toSet());
    }

    private static int lanes(String key) {
        return ConfigReference.parse(Repository.text(ConfigKeysTest.PROPERTIES)).sections().stream()
                .flatMap(section -> section.entries().stream())
                .filter(entry -> entry.key().equals(key))
                .map(entry -> Integer.parseInt(entry.value().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> properties(MessageDriven listener) {
        return Stream.of(listener.activationConfig())
                .collect(Collectors.toMap(
                        ActivationConfigProperty::propertyName, ActivationConfigProperty::propertyValue));
    }
}
