package dev.tidings.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.bench.Population;
import dev.tidings.bench.TidingsServer;
import dev.tidings.bench.Usage;
import dev.tidings.client.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a connection costs the application server in memory while nothing happens on it but pings. Compared with the same server
 * without connections, after some have come and gone: the code for them is loaded and compiled then. What the kernel holds for
 * a socket is not in it.
 */
final class Idle implements Scenario {
    private static final String SERVER = "payara";
    private static final int WARM_UP_USERS = 100;
    private static final int DEVICES = 2;
    private static final int SOCKETS_SECONDS_MAX = 60;

    /** G1 gives memory back beside the program, after a collection. */
    private static final long GIVING_BACK_MS = 5000;

    private final ScenarioOptions options;

    Idle(ScenarioOptions options) {
        this.options = options;
        int before = 0;
        for (int connections : options.connections()) {
            if (connections <= before || connections % DEVICES != 0) {
                throw new IllegalArgumentException("--connections takes even numbers that rise");
            }
            before = connections;
        }
    }

    /**
     * The application server's memory with so many connections, in KB.
     *
     * @param residentKb held by the process
     * @param heapCommittedKb the part of it that the heap may fill; G1 keeps more than it uses
     * @param heapUsedKb by reachable objects
     * @param residentKbByPart held by the processes of the application server, the broker and the stores
     */
    record Reading(
            int connections,
            long residentKb,
            long heapCommittedKb,
            long heapUsedKb,
            Map<String, Long> residentKbByPart) {
        /** KB resident for each connection, compared with a reading without any. */
        double residentKbEach(Reading without) {
            return (double) (residentKb - without.residentKb) / connections;
        }

        /** KB of heap for each connection, compared with a reading without any. */
        double heapKbEach(Reading without) {
            return (double) (heapUsedKb - without.heapUsedKb) / connections;
        }
    }

    /** One line of the results; both are KB for each connection, 0 where there is none. */
    record Figures(Reading reading, double residentKbEach, double heapKbEach) {
        static Figures of(Reading reading, Reading without) {
            return reading.connections() == 0
                    ? new Figures(reading, 0, 0)
                    : new Figures(reading, reading.residentKbEach(without), reading.heapKbEach(without));
        }
    }

    @Override
    public Outcome run() throws IOException, InterruptedException {
        try (TidingsServer server = options.server("idle", "--heap", options.heap())) {
            server.start();
            ConnectionLimits limits = ConnectionLimits.of(server.applicationServer());
            Scenarios.say(limits.toString());
            limits.require(options.connections().get(options.connections().size() - 1));
            warmUp(server);
            List<Population> populations = new ArrayList<>();
            try {
                List<Figures> figures = measure(server, populations);
                return new Outcome(table(figures), figures);
            } finally {
                populations.forEach(Population::close);
            }
        }
    }

    /** @param populations gets those that are connected meanwhile */
    private List<Figures> measure(TidingsServer server, List<Population> populations)
            throws IOException, InterruptedException {
        Reading without = read(server, 0);
        List<Figures> figures = new ArrayList<>(List.of(Figures.of(without, without)));
        int open = 0;
        for (int connections : options.connections()) {
            populations.add(Population.connect(server, "i" + connections + "x", (connections - open) / DEVICES));
            open = connections;
            Reading reading = read(server, connections);
            WrongCountException.require(
                    "connections lost",
                    0,
                    populations.stream().mapToInt(Population::lostConnections).sum());
            figures.add(Figures.of(reading, without));
        }
        return figures;
    }

    private static void warmUp(TidingsServer server) throws InterruptedException {
        try (Population some = Population.connect(server, "w", WARM_UP_USERS)) {
            awaitSockets(server, WARM_UP_USERS * DEVICES);
            WrongCountException.require("connections lost", 0, some.lostConnections());
        }
        awaitSockets(server, 0);
    }

    private Reading read(TidingsServer server, int connections) throws IOException, InterruptedException {
        awaitSockets(server, connections);
        Thread.sleep((long) (options.quietSeconds() * 1000));
        JvmMemory heap = JvmMemory.afterCollection(server.applicationServer());
        Thread.sleep(GIVING_BACK_MS);
        Map<String, Long> resident = Usage.of(server.processes()).residentKb();
        WrongCountException.require("sockets at the server", connections, sockets(server));
        Reading reading = new Reading(
                connections,
                resident.getOrDefault(SERVER, 0L),
                heap.committedKb(),
                heap.usedKb(),
                new TreeMap<>(resident));
        Scenarios.say(reading.toString());
        return reading;
    }

    private static void awaitSockets(TidingsServer server, int expected) throws InterruptedException {
        for (int i = 0; i < SOCKETS_SECONDS_MAX && sockets(server) != expected; i++) {
            Thread.sleep(1000);
        }
        WrongCountException.require("sockets at the server", expected, sockets(server));
    }

    /** As the server itself counts them. */
    private static long sockets(TidingsServer server) {
        JsonNode status =
                server.admin().post("/node/status", RestClient.object()).orThrow();
        if (!status.path("sockets").isIntegralNumber()) {
            throw new IllegalStateException("no number of sockets in " + status);
        }
        return status.path("sockets").asLong();
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table = new MarkdownTable(
                "connections",
                "resident MB",
                "heap committed MB",
                "heap used MB",
                "resident KB for each",
                "heap used KB for each");
        for (Figures each : figures) {
            Reading reading = each.reading();
            boolean none = reading.connections() == 0;
            table.row(
                    MarkdownTable.count(reading.connections()),
                    MarkdownTable.number(reading.residentKb() / 1024.0, 0),
                    MarkdownTable.number(reading.heapCommittedKb() / 1024.0, 0),
                    MarkdownTable.number(reading.heapUsedKb() / 1024.0, 0),
                    none ? "" : MarkdownTable.number(each.residentKbEach(), 1),
                    none ? "" : MarkdownTable.number(each.heapKbEach(), 1));
        }
        return table.toString();
    }
}
