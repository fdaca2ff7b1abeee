package dev.tidings.stores;

import java.nio.file.Path;
import java.util.Map;

/**
 * Which stores to run, and how.
 *
 * @param folder where everything of them goes: {@code <store>/} with its data, {@code logs/}, {@code run/}
 * @param ports the stores to run, each with its port on 127.0.0.1
 * @param mysqlPassword of MariaDB's user {@code im}: 8 to 128 letters, digits, '-' and '_'
 * @param artemisPassword of the broker's user {@code im}: anything of one line
 * @param mongoJvm the stand-in's JVM
 * @param artemisJvm the broker's JVM
 * @param binaries where the servers' programs are unpacked
 * @param durability of what MariaDB and the broker have answered
 */
public record StoreSettings(
        Path folder,
        Map<StoreKind, Integer> ports,
        String mysqlPassword,
        String artemisPassword,
        ChildJvm mongoJvm,
        ChildJvm artemisJvm,
        Binaries binaries,
        Durability durability) {

    public StoreSettings {
        folder = folder.toAbsolutePath().normalize();
        ports = Map.copyOf(ports);
    }

    /** As the product has them: what was answered is synced. */
    public StoreSettings(
            Path folder,
            Map<StoreKind, Integer> ports,
            String mysqlPassword,
            String artemisPassword,
            ChildJvm mongoJvm,
            ChildJvm artemisJvm,
            Binaries binaries) {
        this(folder, ports, mysqlPassword, artemisPassword, mongoJvm, artemisJvm, binaries, Durability.SYNCED);
    }

    /**
     * A JVM to be started.
     *
     * @param classPath as {@code java -cp} takes it; {@code folder/*} is fine
     * @param heap as {@code -Xmx} takes it, for example {@code 256m}
     */
    public record ChildJvm(String classPath, String heap) {}

    @Override
    public String toString() {
        // Without the passwords: settings end up in logs.
        return "StoreSettings[" + folder + ", " + ports + "]";
    }
}
