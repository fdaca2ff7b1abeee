package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The commands of docs/api/README.md, in their order, on a running server: each is answered with the code that is written
 * below it. Only names and ids are other ones, so that they are free.
 */
@Order(3)
@ExtendWith(StackExtension.class)
class ReferenceIT {
    private static final Pattern COMMAND =
            Pattern.compile("(?:(TOKEN)=\\$\\()?im (\\S+) '(.*)'(?: \\| jq -r \\.data\\.token\\))?");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private String token = "";

    @Test
    void everyCommandIsAnsweredAsIsWrittenBelowIt(Stack stack) throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "api", "README.md"));
        int run = 0;

        for (int i = 0; i < lines.size(); i++) {
            Matcher command = COMMAND.matcher(lines.get(i));
            if (command.matches()) {
                check(stack, command, lines.get(i + 1));
                run++;
            }
        }

        assertThat(run).isGreaterThan(25);
    }

    private void check(Stack stack, Matcher command, String below) throws IOException, InterruptedException {
        String body = renamed(command.group(3).replace("'\"$ADMIN_SECRET\"'", stack.secret("im.auth.admin-secret")));
        URI uri = URI.create(stack.restUrl() + "/" + rekeyed(command.group(2)));
        if (command.group(1) != null) {
            token = ask(uri, body).path("data").path("token").asText();
            assertThat(token).as(command.group()).isNotEmpty();
            return;
        }
        JsonNode written = json.readTree(below.substring(below.indexOf('{')));
        // What was sent is in the mailboxes and in the history a moment later.
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode real = ask(uri, body);
            assertThat(real.path("errCode")).as("%s: %s", command.group(), real).isEqualTo(written.path("errCode"));
            assertThat(count(real)).as("%s: %s", command.group(), real).isEqualTo(count(written));
        });
    }

    /** How many things are in the lists of an answer. */
    private static int count(JsonNode answer) {
        int count = answer.isArray() ? answer.size() : 0;
        for (JsonNode child : answer) {
            count += count(child);
        }
        return count;
    }

    private String renamed(String text) {
        return text.replace("alice", "alice" + suffix).replace("bob", "bob" + suffix);
    }

    /** The key has names in it as well. */
    private String rekeyed(String path) {
        int key = path.indexOf("?key=");
        if (key < 0) {
            return path;
        }
        String names = new String(Base64.getDecoder().decode(path.substring(key + 5)), StandardCharsets.UTF_8);
        return path.substring(0, key + 5)
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(renamed(names).getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode ask(URI uri, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("operationID", "reference")
                .header("token", token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return json.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new AssertionError(uri.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
