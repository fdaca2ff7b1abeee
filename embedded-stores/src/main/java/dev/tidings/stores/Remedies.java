package dev.tidings.stores;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what a failed server last said into what the person at the terminal can do about it. */
final class Remedies {
    private static final Pattern MISSING_LIBRARY = Pattern.compile("error while loading shared libraries: ([^:]+):");

    private static final Map<String, String> DEBIAN_PACKAGES = Map.of(
            "libssl.so.3", "libssl3",
            "libcrypto.so.3", "libssl3",
            "libcrypt.so.1", "libcrypt1",
            "libsystemd.so.0", "libsystemd0",
            "libstdc++.so.6", "libstdc++6",
            "libaio.so.1", "libaio1",
            "libncurses.so.5", "libncurses5",
            "libtinfo.so.5", "libtinfo5");

    private Remedies() {}

    static Optional<String> of(String output) {
        Matcher missing = MISSING_LIBRARY.matcher(output);
        if (missing.find()) {
            String library = missing.group(1);
            String name = DEBIAN_PACKAGES.get(library);
            return Optional.of("The library " + library + " is missing: install it"
                    + (name == null ? "." : " (on Debian and Ubuntu: apt-get install " + name + ")."));
        }
        if (output.contains("GLIBC_") && output.contains("not found")) {
            return Optional.of("Its program is built for a newer system library (glibc) than this machine has.");
        }
        if (output.contains("No space left on device") || output.contains("Errcode: 28")) {
            return Optional.of("The disk is full: make room, or put the data folder on another disk.");
        }
        if (output.contains("Address already in use") || output.contains("BindException")) {
            return Optional.of("Its port is in use: stop what listens there, or choose another port.");
        }
        if (output.contains("OutOfMemoryError") || output.contains("Cannot allocate memory")) {
            return Optional.of("The machine has too little free memory: Tidings needs about 2 GB.");
        }
        if (output.contains("Permission denied")) {
            return Optional.of("A file may not be read or written: see who owns the data folder.");
        }
        return Optional.empty();
    }
}
