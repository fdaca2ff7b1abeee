package dev.tidings.faults;

import java.util.Locale;

/** What the application nodes keep things in. */
enum Store {
    REDIS(0, "im.redis.url", "redis://127.0.0.1:%d"),
    MARIADB(1, "im.mysql.url", "jdbc:mysql://127.0.0.1:%d/im"),
    MONGODB(2, "im.mongodb.url", "mongodb://127.0.0.1:%d/im"),
    ARTEMIS(3, "im.artemis.url", "tcp://127.0.0.1:%d");

    private final int place;
    private final String key;
    private final String url;

    /** @param place among the ports of all stores */
    Store(int place, String key, String url) {
        this.place = place;
        this.key = key;
        this.url = url;
    }

    /** Its port, if the first store's is this. */
    int port(int first) {
        return first + place;
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
