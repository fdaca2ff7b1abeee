package dev.tidings.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The versions of what is measured, each asked of the thing itself. */
final class Versions {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+\\.[0-9]\\S*");
    private static final int HASH_DIGITS = 12;
    private static final String PAYARA = "payara6/glassfish/config/branding/glassfish-version.properties";

    private Versions() {}

    /**
     * Of Tidings and its embedded stack, which must be running.
     *
     * @param launcher the {@code tidings.jar} beside which the rest lies
     * @param processes by part, as {@link Server#processes} tells them
     */
    static Map<String, String> ofTidings(Path launcher, Map<String, List<Long>> processes)
            throws IOException, InterruptedException {
        Path home = launcher.toAbsolutePath().resolveSibling("");
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Tidings", ofJar(home.resolve("broker"), "artemis-broker"));
        versions.put("tidings.ear", hash(home.resolve("tidings.ear")));
        commit(home).ifPresent(commit -> versions.put("commit", commit));
        versions.put("Payara Server", payara(home.resolve("payara.zip")));
        versions.put("Artemis", ofJar(home.resolve("broker"), "artemis-server"));
        versions.put("MongoDB stand-in", ofJar(home.resolve("mongo"), "mongo-standin"));
        versions.put("Redis", ofProcess(processes, "redis"));
        versions.put("MariaDB", ofProcess(processes, "mariadb"));
        return versions;
    }

    /** Of Debian's packages. */
    static Map<String, String> ofPackages(String... names) throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String name : names) {
            versions.put(name, Programs.output("dpkg-query", "-W", "-f", "${Version}", name));
        }
        return versions;
    }

    /** A jar's version is in its name. */
    private static String ofJar(Path folder, String name) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(jar -> String.valueOf(jar.getFileName()))
                    .filter(jar -> jar.matches(name + "-[0-9].*\\.jar"))
                    .map(jar -> jar.substring(name.length() + 1, jar.length() - ".jar".length()))
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String payara(Path zip) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            Properties branding = new Properties();
            try (InputStream in = archive.getInputStream(archive.getEntry(PAYARA))) {
                branding.load(in);
            }
            return branding.getProperty("major_version") + "." + branding.getProperty("minor_version") + "."
                    + branding.getProperty("update_version");
        }
    }

    /** The program that runs says it itself, so that an unpacked one is not taken for an installed one. */
    private static String ofProcess(Map<String, List<Long>> processes, String part)
            throws IOException, InterruptedException {
        Path program = Files.readSymbolicLink(Path.of(
                "/proc", Objects.requireNonNull(processes.get(part)).get(0).toString(), "exe"));
        String said = Programs.output(program.toString(), "--version");
        // "Redis server v=6.2.6 sha=... build=..." and "/path/mariadbd  Ver 11.4.5-MariaDB for Linux on ...".
        Matcher number = NUMBER.matcher(said.replace(program.toString(), ""));
        return number.find() ? number.group() : said;
    }

    /** What is checked out where it was built, which need not be what was built; the hash is certain. */
    private static Optional<String> commit(Path folder) throws InterruptedException {
        try {
            return Optional.of(
                    Programs.output("git", "-C", folder.toString(), "describe", "--always", "--dirty", "--abbrev=12"));
        } catch (IOException | IllegalStateException notATreeOfGit) {
            return Optional.empty();
        }
    }

    private static String hash(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return "sha256 " + HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
