package dev.tidings.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** An installation as the operations page describes it: the commands that are written there, and what they need. */
final class Documented {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Path BUILT = Path.of("..", "launcher", "target", "tidings");
    private static final Path RESOURCES =
            Path.of("..", "resources", "src", "main", "resources", "dev", "tidings", "resources");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Documented() {}

    /** The first shell commands below a heading of the page. */
    static String commands(String heading) throws IOException {
        String page = Files.readString(PAGE);
        int section = page.indexOf("\n" + heading + "\n");
        int begin = page.indexOf("```sh\n", section);
        int end = page.indexOf("\n```", begin);
        if (section < 0 || begin < 0 || end < 0) {
            throw new IllegalStateException("no commands below " + heading);
        }
        return page.substring(begin + "```sh\n".length(), end) + "\n";
    }

    /** The archives and the files for asadmin, side by side as the commands want them. */
    static void lay(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : new String[] {"tidings.ear", "im.war", "tidings-artemis.rar", "payara-micro.jar"}) {
            link(folder, BUILT.resolve(name));
        }
        link(folder, BUILT.resolve("payara-lib").resolve("mysql-connector-j.jar"));
        for (String name :
                new String[] {"payara.asadmin", "payara-jms.asadmin", "payara-cluster.asadmin", "data-grid.properties"
                }) {
            link(folder, RESOURCES.resolve(name));
        }
    }

    private static void link(Path folder, Path file) throws IOException {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file.toRealPath());
    }

    /** The environment of each node. */
    static Map<String, String> environment(Stack stores, String host) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("IM_REDIS_URL", "redis://" + host + ":" + stores.storePort(Stack.Part.REDIS));
        variables.put("IM_MONGODB_URL", "mongodb://" + host + ":" + stores.storePort(Stack.Part.MONGODB) + "/im");
        variables.put("IM_MYSQL_URL", "jdbc:mysql://" + host + ":" + stores.storePort(Stack.Part.MARIADB) + "/im");
        variables.put("IM_MYSQL_USER", "im");
        variables.put("IM_ARTEMIS_URL", "tcp://" + host + ":" + stores.storePort(Stack.Part.ARTEMIS));
        variables.put("IM_ARTEMIS_USER", "im");
        for (String secret : new String[] {
            "im.mysql.password",
            "im.artemis.password",
            "im.cluster.name",
            "im.auth.token-secret",
            "im.auth.admin-secret"
        }) {
            variables.put(secret.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"), stores.secret(secret));
        }
        return variables;
    }

    /** Whether a node is ready, by its REST address. */
    static boolean isReady(URI rest) {
        HttpRequest request = HttpRequest.newBuilder(rest.resolve("/health/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<InputStream> answer = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
