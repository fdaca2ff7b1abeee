package dev.tidings.launcher;

import dev.tidings.stores.PrivateFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Every secret of this installation, generated once and kept in one file that only its owner can read. */
final class Secrets {
    static final String ADMIN_SECRET = "im.auth.admin-secret";
    static final String TOKEN_SECRET = "im.auth.token-secret";
    static final String HOOK_SECRET = "im.hook.secret";
    static final String MYSQL_PASSWORD = "im.mysql.password";
    static final String ARTEMIS_PASSWORD = "im.artemis.password";
    /** A node is let into the data grid by this name alone. */
    static final String CLUSTER_NAME = "im.cluster.name";

    static final String PAYARA_PASSWORD = "payara.admin-password";

    private static final List<String> NAMES = List.of(
            ADMIN_SECRET, TOKEN_SECRET, HOOK_SECRET, MYSQL_PASSWORD, ARTEMIS_PASSWORD, CLUSTER_NAME, PAYARA_PASSWORD);
    private static final int RANDOM_BYTES = 32;
    /** Payara's asadmin breaks the line of a longer password when it encodes it, and is then refused with "Bad Request". */
    private static final int PAYARA_BYTES = 16;

    private final Path file;
    private final Map<String, String> values;

    private Secrets(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /** Reads the secrets of {@code dataFolder}, generating those that are missing: all of them at the first start. */
    static Secrets in(Path dataFolder, SecureRandom random) throws IOException {
        Path file = dataFolder.resolve("secrets.properties");
        Map<String, String> values = new TreeMap<>();
        if (Files.exists(file)) {
            refuseIfOthersCanRead(file);
            Properties stored = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                stored.load(reader);
            }
            stored.stringPropertyNames().forEach(name -> values.put(name, stored.getProperty(name)));
        }
        boolean generated = false;
        for (String name : NAMES) {
            if (values.getOrDefault(name, "").isBlank()) {
                byte[] bytes = new byte[name.equals(PAYARA_PASSWORD) ? PAYARA_BYTES : RANDOM_BYTES];
                random.nextBytes(bytes);
                values.put(name, HexFormat.of().formatHex(bytes));
                generated = true;
            }
        }
        if (generated) {
            PrivateFile.write(file, text(values));
        }
        return new Secrets(file, values);
    }

    private static void refuseIfOthersCanRead(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.remove(PosixFilePermission.OWNER_READ);
        permissions.remove(PosixFilePermission.OWNER_WRITE);
        if (!permissions.isEmpty()) {
            throw new LaunchException("Others may read the secrets: run chmod 600 " + file
                    + ", and if they may have been read, delete the file so that new ones are generated.");
        }
    }

    private static String text(Map<String, String> values) {
        StringBuilder text =
                new StringBuilder("# The secrets of this installation. Whoever has them is its administrator.\n");
        values.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    String get(String name) {
        return Optional.ofNullable(values.get(name)).orElseThrow();
    }

    /** Those that are configuration keys of the application and its server. */
    Map<String, String> ofApplication() {
        return Map.of(
                ADMIN_SECRET, get(ADMIN_SECRET),
                TOKEN_SECRET, get(TOKEN_SECRET),
                HOOK_SECRET, get(HOOK_SECRET),
                CLUSTER_NAME, get(CLUSTER_NAME));
    }

    Path file() {
        return file;
    }

    @Override
    public String toString() {
        return "Secrets[" + file + "]";
    }
}
