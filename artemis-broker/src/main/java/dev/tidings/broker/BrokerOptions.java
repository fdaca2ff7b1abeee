package dev.tidings.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param port 1..65535
 * @param data folder that only this broker uses; made if it is missing
 * @param passwordFile its first line is the password
 * @param datasync whether the journal waits for the disk before a send is acknowledged, and not only for the operating system
 * @param config where broker.xml is: a URL, or the name of a class path resource
 */
record BrokerOptions(
        int port, String bind, Path data, String user, Path passwordFile, boolean datasync, String config) {
    static final String USAGE =
            "--port PORT --data FOLDER --password-file FILE [--bind 127.0.0.1] [--user im] [--datasync true]"
                    + " [--config broker.xml]";

    private static final Set<String> NAMES =
            Set.of("--port", "--bind", "--data", "--user", "--password-file", "--datasync", "--config");

    BrokerOptions {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("--port is not in 1..65535: " + port);
        }
    }

    /** @throws IllegalArgumentException with what is wrong, for the person at the command line */
    static BrokerOptions parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i])) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("no value for " + args[i]);
            }
            given.put(args[i], args[i + 1]);
        }
        String config = given.get("--config");
        return new BrokerOptions(
                portIn(required(given, "--port")),
                given.getOrDefault("--bind", "127.0.0.1"),
                Path.of(required(given, "--data")).toAbsolutePath().normalize(),
                given.getOrDefault("--user", "im"),
                Path.of(required(given, "--password-file")),
                trueOrFalse("--datasync", given.getOrDefault("--datasync", "true")),
                config == null
                        ? "dev/tidings/resources/broker.xml"
                        : Path.of(config).toUri().toString());
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static boolean trueOrFalse(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " is neither true nor false: " + text);
        };
    }

    private static int portIn(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port is not a number: " + text, e);
        }
    }
}
