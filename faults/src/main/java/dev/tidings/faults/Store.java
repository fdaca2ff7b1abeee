package dev.tidings.faults;

import java.util.Locale;

/** What the application nodes keep things in. */
enum Store {
    REDIS("im.redis.url", "redis://127.0.0.1:%d"),
    MARIADB("im.mysql.url", "jdbc:mysql://127.0.0.1:%d/im"),
    MONGODB("im.mongodb.url", "mongodb://127.0.0.1:%d/im"),
    ARTEMIS("im.artemis.url", "tcp://127.0.0.1:%d");

    private final String key;
    private final String url;

    Store(String key, String url) {
        this.key = key;
        this.url = url;
    }

    /** What the launcher calls it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The setting that tells the nodes to look for it at this port. */
    String setting(int port) {
        return key + "=" + String.format(Locale.ROOT, url, port);
    }
}
