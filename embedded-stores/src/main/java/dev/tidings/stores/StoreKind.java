package dev.tidings.stores;

/** The four stores Tidings needs, with the name a person reads and the folder and port they have unless told otherwise. */
public enum StoreKind {
    /** Seqs, tokens and presence. */
    REDIS("Redis", "redis", 16379, "im.redis.url"),
    /** Full history, users and relations; speaks MySQL's protocol. */
    MARIADB("MariaDB", "mariadb", 13306, "im.mysql.url"),
    /** Mailboxes; speaks MongoDB's protocol. */
    MONGODB("MongoDB stand-in", "mongodb", 17017, "im.mongodb.url"),
    /** The accepted and the push queue. */
    ARTEMIS("Artemis", "artemis", 16161, "im.artemis.url");

    private final String label;
    private final String folder;
    private final int usualPort;
    private final String urlKey;

    StoreKind(String label, String folder, int usualPort, String urlKey) {
        this.label = label;
        this.folder = folder;
        this.usualPort = usualPort;
        this.urlKey = urlKey;
    }

    /** What a person calls it. */
    public String label() {
        return label;
    }

    /** The name of its folder, its log file and its pid file: lower-case letters only. */
    public String folder() {
        return folder;
    }

    /** The port it gets on a user's machine; away from the store's own default, where another one may already run. */
    public int usualPort() {
        return usualPort;
    }

    /** The configuration key which, when it is set, says that this store runs elsewhere. */
    public String urlKey() {
        return urlKey;
    }
}
