package dev.tidings.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what webhooks.md tells people to copy does what it says, in each language that is there. */
class SnippetsTest {
    private static final Path PAGE = Path.of("..", "docs", "webhooks.md");
    private static final String SECRET = "a secret of some length";
    private static final String BODY = "{\"content\":\"a\"}";

    @TempDir
    Path folder;

    private static String snippet(String language) throws IOException {
        Matcher found =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(found.find()).as(language).isTrue();
        return found.group(1);
    }

    private static String signatures(String secret, String timestamp) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = mac.doFinal((timestamp + "." + BODY).getBytes(StandardCharsets.UTF_8));
        return "12345678=" + "00".repeat(32) + ",abcdef01=" + HexFormat.of().formatHex(signed);
    }

    @Test
    void theJavaSnippetTellsGenuineCallsFromOthers() throws Exception {
        Path source = folder.resolve("Snippet.java");
        Files.writeString(source, """
                import static java.nio.charset.StandardCharsets.UTF_8;
                import java.security.MessageDigest;
                import java.util.*;
                import javax.crypto.Mac;
                import javax.crypto.spec.SecretKeySpec;
                public class Snippet {
                public %s}
                """.formatted(snippet("java")));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method genuine = loader.loadClass("Snippet")
                    .getMethod("genuine", String.class, String.class, String.class, byte[].class);
            String now = Long.toString(System.currentTimeMillis());
            String old = Long.toString(System.currentTimeMillis() - 600_000);
            byte[] body = BODY.getBytes(StandardCharsets.UTF_8);

            assertThat(genuine.invoke(null, SECRET, now, signatures(SECRET, now), body))
                    .isEqualTo(true);
            assertThat(genuine.invoke(null, SECRET, now, signatures("other", now), body))
                    .isEqualTo(false);
            assertThat(genuine.invoke(null, SECRET, old, signatures(SECRET, old), body))
                    .isEqualTo(false);
        }
    }

    @Test
    void theJavaScriptSnippetTellsGenuineCallsFromOthers() throws Exception {
        assumeTrue(exists("node"), "there is no node");
        Files.writeString(folder.resolve("snippet.mjs"), snippet("js"));
        Files.writeString(folder.resolve("main.mjs"), """
                import { genuine } from './snippet.mjs';
                const [secret, timestamp, signatures, body] = process.argv.slice(2);
                console.log(genuine(secret, timestamp, signatures, Buffer.from(body)));
                """);

        checks("true", "false", "node", "main.mjs");
    }

    @Test
    void thePythonSnippetTellsGenuineCallsFromOthers() throws Exception {
        assumeTrue(exists("python3"), "there is no python3");
        Files.writeString(folder.resolve("snippet.py"), snippet("python"));
        Files.writeString(folder.resolve("main.py"), """
                import sys
                from snippet import genuine
                secret, timestamp, signatures, body = sys.argv[1:]
                print(genuine(secret, timestamp, signatures, body.encode()))
                """);

        checks("True", "False", "python3", "main.py");
    }

    private void checks(String yes, String no, String program, String script) throws Exception {
        String now = Long.toString(System.currentTimeMillis());
        String old = Long.toString(System.currentTimeMillis() - 600_000);

        assertThat(run(program, script, SECRET, now, signatures(SECRET, now), BODY))
                .isEqualTo(yes);
        assertThat(run(program, script, SECRET, now, signatures("other", now), BODY))
                .isEqualTo(no);
        assertThat(run(program, script, SECRET, now, signatures(SECRET, now), BODY + " "))
                .isEqualTo(no);
        assertThat(run(program, script, SECRET, old, signatures(SECRET, old), BODY))
                .isEqualTo(no);
    }

    private static boolean exists(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
