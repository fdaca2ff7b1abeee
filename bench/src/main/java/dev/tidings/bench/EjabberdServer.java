package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** ejabberd from Debian's package: archive always on and in MariaDB, no TLS, no shapers. */
final class EjabberdServer extends XmppServer {
    private static final Path LIBRARIES = Path.of("/usr/lib/x86_64-linux-gnu");

    private final HttpClient http = HttpClient.newHttpClient();

    EjabberdServer(Path folder, int port, int networkThreads, Conditions conditions) {
        super(folder, port, networkThreads, conditions);
    }

    @Override
    public String name() {
        return "ejabberd";
    }

    @Override
    public Map<String, String> versions() throws IOException, InterruptedException {
        return Versions.ofPackages("ejabberd", "erlang-base", "mariadb-server");
    }

    @Override
    ProcessBuilder prepare(Path folder, int port, PeerDatabase database) throws IOException, InterruptedException {
        database.load(Path.of("/usr/share/ejabberd/sql/mysql.sql"));
        Path config = folder.resolve("ejabberd.yml");
        write(config, """
                loglevel: warning
                hosts: [localhost]
                sql_type: mysql
                sql_server: "127.0.0.1"
                sql_port: %1$d
                sql_database: %2$s
                sql_username: %2$s
                sql_password: %2$s
                sql_pool_size: 20
                auth_method: [internal]
                auth_password_format: plain
                acl:
                  loopback:
                    ip: [127.0.0.0/8]
                  local:
                    user_regexp: ""
                access_rules:
                  local:
                    allow: local
                  c2s:
                    allow: all
                api_permissions:
                  "loopback":
                    who:
                      ip: 127.0.0.1/8
                    what: "*"
                listen:
                  -
                    port: %3$d
                    ip: "127.0.0.1"
                    module: ejabberd_http
                    request_handlers:
                      /api: mod_http_api
                      /ws: ejabberd_http_ws
                modules:
                  mod_carboncopy: {}
                  mod_mam:
                    db_type: sql
                    default: always
                    assume_mam_usage: true
                    compress_xml: false
                  mod_stream_mgmt:
                    resend_on_timeout: if_offline
                  mod_roster: {}
                  mod_http_api: {}
                  mod_ping: {}
                """.formatted(database.port(), PeerDatabase.NAME, port));
        Path spool = Files.createDirectories(folder.resolve("spool"));
        ProcessBuilder builder = Programs.builder(
                folder.resolve("ejabberd.out"),
                "erl",
                "+K",
                "true",
                "-noinput",
                // It would go on after the server has ended; nothing here is distributed.
                "-start_epmd",
                "false",
                "-pa",
                ebin().toString(),
                "-mnesia",
                "dir",
                "\"" + spool + "\"",
                "-s",
                "ejabberd");
        builder.environment().put("EJABBERD_CONFIG_PATH", config.toString());
        builder.environment()
                .put("EJABBERD_LOG_PATH", folder.resolve("ejabberd.log").toString());
        builder.environment().put("ERL_LIBS", LIBRARIES.toString());
        builder.environment().put("HOME", folder.toString());
        return builder;
    }

    private static Path ebin() throws IOException {
        try (Stream<Path> found = Files.list(LIBRARIES)) {
            return found.filter(it -> it.getFileName().toString().startsWith("ejabberd-"))
                    .map(it -> it.resolve("ebin"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    void register(String user, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + user + "\",\"host\":\"" + HOST
                        + "\",\"password\":\"" + XmppSession.PASSWORD + "\"}"))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("ejabberd does not register " + user + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    URI webSocket(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/ws");
    }

    @Override
    long archived(PeerDatabase database) {
        return database.number("SELECT COUNT(*) FROM archive");
    }
}
