package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Prosody from Debian's package: archive always on and in MariaDB, no TLS, no rate limits. */
final class ProsodyServer extends XmppServer {
    private final Path folder;

    ProsodyServer(Path folder, int port, int networkThreads, Conditions conditions) {
        super(folder, port, networkThreads, conditions);
        this.folder = folder;
    }

    @Override
    public String name() {
        return "prosody";
    }

    @Override
    public Map<String, String> versions() throws IOException, InterruptedException {
        return Versions.ofPackages("prosody", "lua-dbi-mysql", "mariadb-server");
    }

    @Override
    ProcessBuilder prepare(Path folder, int port, PeerDatabase database) throws IOException {
        Path config = folder.resolve("prosody.cfg.lua");
        Files.createDirectories(folder.resolve("data"));
        write(config, """
                run_as_root = true
                daemonize = false
                pidfile = "%1$s/prosody.pid"
                data_path = "%1$s/data"
                log = { warn = "*console" }
                modules_enabled = { "roster"; "saslauth"; "disco"; "carbons"; "mam"; "smacks"; "websocket"; "ping"; }
                modules_disabled = { "s2s"; "limits"; "tls"; "offline"; }
                c2s_ports = { }
                c2s_require_encryption = false
                allow_unencrypted_plain_auth = true
                consider_websocket_secure = true
                authentication = "internal_plain"
                http_ports = { %2$d }
                http_interfaces = { "127.0.0.1" }
                https_ports = { }
                http_default_host = "localhost"
                storage = { archive = "sql" }
                sql = { driver = "MySQL", database = "%3$s", host = "127.0.0.1", port = %4$d, username = "%3$s", password = "%3$s" }
                default_archive_policy = true
                archive_expires_after = "never"
                VirtualHost "localhost"
                """.formatted(folder, port, PeerDatabase.NAME, database.port()));
        return Programs.builder(folder.resolve("prosody.out"), "prosody", "--config", config.toString(), "-F");
    }

    /** Prosody's plain accounts are files, read at each login. */
    @Override
    void register(String user, int port) {
        try {
            write(
                    folder.resolve("data/localhost/accounts/" + user + ".dat"),
                    "return {\n\t[\"password\"] = \"" + XmppSession.PASSWORD + "\";\n};\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    URI webSocket(int port) {
        return URI.create("ws://localhost:" + port + "/xmpp-websocket");
    }

    @Override
    long archived(PeerDatabase database) {
        return database.number("SELECT COUNT(*) FROM prosodyarchive");
    }
}
