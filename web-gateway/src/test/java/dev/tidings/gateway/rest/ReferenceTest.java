package dev.tidings.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.token.TestTokens;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs the commands of docs/api/README.md in their order, and compares what it says they answer. */
class ReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "api", "README.md");
    private static final Pattern COMMAND = Pattern.compile(
            "(?:(TOKEN)=\\$\\()?im ([a-z_/A-Z]+(?:\\?key=[A-Za-z0-9]+)?) '(.*)'(?: \\| jq -r \\.data\\.token\\))?");

    private final Api api = new Api();
    private String token = "";

    @Test
    void everyCommandAnswersWhatIsWrittenBelowIt() throws IOException {
        List<String> lines = Files.readAllLines(REFERENCE);
        List<String> run = new ArrayList<>();

        for (int i = 0; i < lines.size(); i++) {
            Matcher command = COMMAND.matcher(lines.get(i));
            if (command.matches()) {
                run.add(command.group(2));
                check(command, lines.get(i + 1));
            }
        }

        assertThat(run).hasSizeGreaterThan(15);
    }

    private void check(Matcher command, String below) {
        String body = command.group(3).replace("'\"$ADMIN_SECRET\"'", TestTokens.ADMIN_SECRET);
        Api.Reply reply = api.post("/" + command.group(2), orNull(token), body);
        if (command.group(1) != null) {
            token = reply.json().getJsonObject("data").getString("token");
        } else {
            assertThat(below).as(command.group()).startsWith("# {");
            JsonObject written = Api.parsed(below.substring(2));
            assertThat(reply.errCode()).as(reply.text()).isEqualTo(written.getInt("errCode"));
            assertThat(reply.errDlt()).isEqualTo(written.getString("errDlt"));
            assertThat(OpenApiTest.shape("", reply.json()))
                    .as(command.group())
                    .containsExactlyInAnyOrderElementsOf(OpenApiTest.shape("", written));
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @Test
    void theTableHasEveryPath() throws IOException {
        List<String> written = Files.readAllLines(REFERENCE).stream()
                .filter(line -> line.startsWith("| `/"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        List<String> implemented = new ArrayList<>();
        for (Class<?> resource : RestApplication.RESOURCES) {
            String root = resource.getAnnotation(jakarta.ws.rs.Path.class).value();
            for (var method : resource.getDeclaredMethods()) {
                var path = method.getAnnotation(jakarta.ws.rs.Path.class);
                if (path != null && !implemented.contains(root + "/" + path.value())) {
                    implemented.add(root + "/" + path.value());
                }
            }
        }

        assertThat(written).containsExactlyInAnyOrderElementsOf(implemented);
    }
}
