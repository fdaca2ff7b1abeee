package dev.tidings.launcher;

import dev.tidings.stores.Durability;
import dev.tidings.stores.StoreKind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the command line asks for.
 *
 * @param micro Payara Micro instead of Payara Server
 * @param nodes how many nodes of Payara Micro make a cluster, 2..9; 0 is one server and no cluster
 * @param balancer what stands before the nodes of a cluster
 * @param data where everything that must survive goes
 * @param httpPort of REST, WebSocket and the pages, 1..65535
 * @param adminPort of Payara's own console, 1..65535; the port after it is the data grid's
 * @param bind the address the HTTP port listens on; everything else listens on the loopback only
 * @param heap of the application server, as {@code -Xmx} takes it
 * @param javaOptions further options of the application server's JVM
 * @param storePorts of the stores that run here
 * @param settings configuration keys given by {@code --set}
 * @param storesOnly no application server
 * @param unsynced for measurements and tests: MariaDB and the broker answer when the system has the data, not the disk
 */
record Options(
        boolean help,
        boolean micro,
        boolean storesOnly,
        int nodes,
        Balancer.Kind balancer,
        Path data,
        int httpPort,
        int adminPort,
        String bind,
        String heap,
        List<String> javaOptions,
        Map<StoreKind, Integer> storePorts,
        Map<String, String> settings,
        boolean unsynced) {

    static final String USAGE = """
            Runs Tidings with everything it needs on this machine, until Ctrl-C.

              --micro                  run Payara Micro instead of Payara Server
              --nodes N                run a cluster of N nodes (2 to 9) of Payara Micro behind HAProxy or nginx,
                                       whichever is installed. Node 1 listens on the port after --http-port, and so on
              --balancer NAME          haproxy, nginx or none instead of whichever is installed
              --data FOLDER            where data, logs and secrets go (default: data)
              --http-port PORT         REST, WebSocket and the pages (default: 8080)
              --admin-port PORT        Payara's admin console (default: 4848); the next port is the data grid's,
                                       with --nodes the next N ports
              --bind ADDRESS           what the HTTP port listens on (default: 127.0.0.1; 0.0.0.0 is everybody)
              --heap SIZE              memory of the application server, of each node (default: 1g)
              --java-option OPTION     a further option of its JVM; may be repeated. -XX:TieredStopAtLevel=1 halves the
                                       processor time of the start and limits what the server can carry later
              --set KEY=VALUE          a configuration key; may be repeated. With im.redis.url, im.mysql.url,
                                       im.mongodb.url or im.artemis.url that store is used and none is started.
                                       Passwords are better given as environment variables (IM_MYSQL_PASSWORD ...).
              --store-port STORE=PORT  port of redis (16379), mariadb (13306), mongodb (17017) or artemis (16161)
              --stores-only            start the stores and no application server
              --unsynced               for measurements and tests only: MariaDB and the broker do not wait for the disk, so a
                                       power cut loses messages that were acked
              --help                   print this
            """;

    Options {
        javaOptions = List.copyOf(javaOptions);
        storePorts = Collections.unmodifiableMap(new EnumMap<>(storePorts));
        settings = Map.copyOf(settings);
    }

    /** @throws LaunchException for an option that is not there or has no proper value */
    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        boolean help = false;
        boolean micro = false;
        boolean storesOnly = false;
        boolean unsynced = false;
        int nodes = 0;
        Balancer.Kind balancer = Balancer.Kind.INSTALLED;
        Path data = Path.of("data");
        int httpPort = 8080;
        int adminPort = 4848;
        String bind = "127.0.0.1";
        String heap = "1g";
        List<String> javaOptions = new ArrayList<>();
        Map<StoreKind, Integer> storePorts = new EnumMap<>(StoreKind.class);
        for (StoreKind kind : StoreKind.values()) {
            storePorts.put(kind, kind.usualPort());
        }
        Map<String, String> settings = new TreeMap<>();
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--micro" -> micro = true;
                case "--stores-only" -> storesOnly = true;
                case "--unsynced" -> unsynced = true;
                case "--nodes" -> nodes = nodes(value(option, rest));
                case "--balancer" -> balancer = balancer(value(option, rest));
                case "--data" -> data = Path.of(value(option, rest));
                case "--http-port" -> httpPort = port(option, value(option, rest));
                case "--admin-port" -> adminPort = port(option, value(option, rest));
                case "--bind" -> bind = value(option, rest);
                case "--heap" -> heap = heap(value(option, rest));
                case "--java-option" -> javaOptions.add(value(option, rest));
                case "--set" -> {
                    Pair pair = pair(option, value(option, rest));
                    settings.put(pair.left(), pair.right());
                }
                case "--store-port" -> {
                    Pair pair = pair(option, value(option, rest));
                    storePorts.put(store(pair.left()), port(option, pair.right()));
                }
                default -> throw new LaunchException("There is no option " + option + ". These are:\n\n" + USAGE);
            }
        }
        return new Options(
                help,
                micro,
                storesOnly,
                nodes,
                balancer,
                data.toAbsolutePath().normalize(),
                httpPort,
                adminPort,
                bind,
                heap,
                javaOptions,
                storePorts,
                settings,
                unsynced);
    }

    private record Pair(String left, String right) {}

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new LaunchException(option + " needs a value. See --help.");
        }
        return rest.removeFirst();
    }

    private static Pair pair(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new LaunchException(option + " needs NAME=VALUE, not \"" + text + "\".");
        }
        return new Pair(text.substring(0, equals), text.substring(equals + 1));
    }

    private static int port(String option, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new LaunchException(option + " needs a port, a number from 1 to 65535, not \"" + text + "\".", e);
        }
        throw new LaunchException(option + " needs a port, a number from 1 to 65535, not \"" + text + "\".");
    }

    private static int nodes(String text) {
        if (!text.matches("[2-9]")) {
            throw new LaunchException("--nodes needs a number from 2 to 9, not \"" + text + "\".");
        }
        return Integer.parseInt(text);
    }

    private static Balancer.Kind balancer(String text) {
        return switch (text) {
            case "haproxy" -> Balancer.Kind.HAPROXY;
            case "nginx" -> Balancer.Kind.NGINX;
            case "none" -> Balancer.Kind.NONE;
            default -> throw new LaunchException("--balancer knows haproxy, nginx and none, not \"" + text + "\".");
        };
    }

    private static String heap(String text) {
        if (!text.matches("[1-9][0-9]{0,5}[mMgG]")) {
            throw new LaunchException("--heap needs a size like 1g or 1500m, not \"" + text + "\".");
        }
        return text;
    }

    private static StoreKind store(String name) {
        for (StoreKind kind : StoreKind.values()) {
            if (kind.folder().equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new LaunchException("--store-port knows redis, mariadb, mongodb and artemis, not \"" + name + "\".");
    }

    /** Whether only this machine can reach the HTTP port. */
    boolean isPrivate() {
        return bind.startsWith("127.") || bind.equals("localhost") || bind.equals("::1");
    }

    /** What an answer of the stores that run here proves. */
    Durability durability() {
        return unsynced ? Durability.CACHED : Durability.SYNCED;
    }

    /** The name under which this machine reaches the HTTP port. */
    String localHost() {
        return bind.equals("0.0.0.0") ? "127.0.0.1" : bind;
    }

    /** The first port of Payara's data grid, by which nodes find each other; on the loopback here. */
    int gridPort() {
        return adminPort + 1;
    }
}
