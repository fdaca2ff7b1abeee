package dev.tidings.launcher;

import dev.tidings.stores.Binaries;
import dev.tidings.stores.StoreSettings.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder the build has laid out: this program, what it deploys, Payara as it comes from Maven, and one folder of jars
 * for each store that is a JVM of its own.
 */
final class Installation {
    private static final String CHILD_HEAP = "512m";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path home;
    private final Binaries binaries;

    Installation(Path home, Binaries binaries) {
        this.home = home;
        this.binaries = binaries;
    }

    /** The folder in which this program's own jar lies. */
    static Installation ofThisProgram() {
        try {
            URI jar = Objects.requireNonNull(
                            Installation.class.getProtectionDomain().getCodeSource())
                    .getLocation()
                    .toURI();
            return new Installation(Path.of(jar).resolveSibling(""), Binaries.ofUser());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this program's own place", e);
        }
    }

    Path home() {
        return home;
    }

    Binaries binaries() {
        return binaries;
    }

    /** @throws LaunchException if the build has not put it there */
    Path file(String name) {
        Path file = home.resolve(name);
        if (!Files.exists(file)) {
            throw new LaunchException(file + " is missing: build it with mvn -DskipTests package, or run ./tidings.");
        }
        return file;
    }

    ChildJvm mongo() {
        return new ChildJvm(home.resolve("mongo") + "/*", CHILD_HEAP);
    }

    ChildJvm broker() {
        return new ChildJvm(home.resolve("broker") + "/*", CHILD_HEAP);
    }

    /** A text that operators get as well, from the module {@code resources}. */
    String resource(String name) throws IOException {
        try (InputStream in = Installation.class.getResourceAsStream("/dev/tidings/resources/" + name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    boolean payaraIsUnpacked() throws IOException {
        return Files.isDirectory(binaries.cache().resolve(payaraFolder()));
    }

    /** Payara Server's folder; unpacked at the first call on this machine, which takes some seconds. */
    Path payara() throws IOException {
        return binaries.folder(payaraFolder(), folder -> unzip(file("payara.zip"), folder))
                .resolve("payara6");
    }

    /** Named by content, so that an update of Payara never meets an older one's files. */
    private String payaraFolder() throws IOException {
        Path zip = file("payara.zip");
        return "payara-" + Files.size(zip) + "-"
                + Files.getLastModifiedTime(zip).toMillis() / 1000;
    }

    private static void unzip(Path zip, Path folder) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = archive.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path target = Binaries.inside(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.resolveSibling(""));
                    try (InputStream in = archive.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                    // Java's zip reader knows no modes; the scripts are for the operator.
                    if (target.resolveSibling("").endsWith("bin")
                            && !target.toFile().setExecutable(true)) {
                        throw new IOException(target + " cannot be made executable");
                    }
                }
            }
        }
    }

    /** The SHA-256 of a file, in hexadecimal digits. */
    static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
