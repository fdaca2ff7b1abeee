package dev.tidings.launcher;

import dev.tidings.stores.Binaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What stands before the nodes of a cluster: HAProxy or nginx, as the system has it. Its configuration is the example that
 * operators get, with the addresses of this cluster in it.
 */
final class Balancer implements Part {
    /** How long it takes until a node that is ready again gets clients, in both examples. */
    static final Duration NOTICE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MS = 50;
    /** Where Debian has its servers is not on everybody's path. */
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/bin");

    /** What the examples call their nodes, and where these are. */
    private static final String EXAMPLE_NAME = "node";

    private static final String EXAMPLE_HOSTS = "10.0.0.";
    private static final String EXAMPLE_FIRST = "10.0.0.11:8080";

    /** Which balancer to run. */
    enum Kind {
        /** HAProxy if it is installed, else nginx, else none. */
        INSTALLED,
        HAPROXY,
        NGINX,
        NONE
    }

    private final Program program;
    private final List<Node> nodes;
    private final Installation installation;
    private final DataFolder data;
    private final Options options;
    private final OneProcess process;

    private Balancer(Program program, List<Node> nodes, Installation installation, DataFolder data, Options options) {
        this.program = program;
        this.nodes = List.copyOf(nodes);
        this.installation = installation;
        this.data = data;
        this.options = options;
        this.process = new OneProcess(program.label(), data.run().resolve("balancer.pid"));
    }

    /**
     * The one that the options ask for; none if they ask for none, or for whichever is installed and none is.
     *
     * @throws LaunchException if they name one that is not installed
     */
    static Optional<Program> choose(Kind kind) {
        return switch (kind) {
            case INSTALLED -> HAProxy.find().or(Nginx::find);
            case HAPROXY -> Optional.of(HAProxy.find().orElseThrow(() -> missing("haproxy")));
            case NGINX -> Optional.of(Nginx.find().orElseThrow(() -> missing("nginx")));
            case NONE -> Optional.empty();
        };
    }

    private static LaunchException missing(String name) {
        return new LaunchException("There is no " + name + " on this machine. Install it (on Debian and Ubuntu: apt-get"
                + " install " + name + "), or use another --balancer.");
    }

    static Balancer of(Program program, List<Node> nodes, Installation installation, DataFolder data, Options options) {
        return new Balancer(program, nodes, installation, data, options);
    }

    /** A load balancer's program: where it lies, and how it is told what to do. */
    sealed interface Program {
        String label();

        /** The example's name among the resources. */
        String example();

        /** The example with this cluster's addresses in it. */
        String configuration(String example, Options options, List<Node> nodes, Path folder);

        List<String> command(Path configuration, Path folder);
    }

    private record HAProxy(Path file) implements Program {
        static Optional<Program> find() {
            return installed("haproxy").map(HAProxy::new);
        }

        @Override
        public String label() {
            return "HAProxy";
        }

        @Override
        public String example() {
            return "haproxy.cfg";
        }

        @Override
        public String configuration(String example, Options options, List<Node> nodes, Path folder) {
            String listening = listening(example, "    bind ", options.bind() + ":" + options.httpPort());
            return servers(listening, "    server ", nodes);
        }

        @Override
        public List<String> command(Path configuration, Path folder) {
            return List.of(file.toString(), "-db", "-f", configuration.toString());
        }
    }

    private record Nginx(Path file) implements Program {
        static Optional<Program> find() {
            return installed("nginx").map(Nginx::new);
        }

        @Override
        public String label() {
            return "nginx";
        }

        @Override
        public String example() {
            return "nginx.conf";
        }

        @Override
        public String configuration(String example, Options options, List<Node> nodes, Path folder) {
            String listening = listening(example, "        listen ", options.bind() + ":" + options.httpPort() + ";");
            // One process, which ends whole; nothing lies outside the data folder.
            String own = "daemon off;\nmaster_process off;\npid " + folder.resolve("nginx.pid") + ";\n";
            StringBuilder paths = new StringBuilder("    access_log off;\n");
            for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
                paths.append("    ")
                        .append(kind)
                        .append("_temp_path ")
                        .append(folder.resolve(kind))
                        .append(";\n");
            }
            return own + servers(listening, "        server ", nodes).replace("http {\n", "http {\n" + paths);
        }

        @Override
        public List<String> command(Path configuration, Path folder) {
            return List.of(file.toString(), "-p", folder.toString(), "-e", "stderr", "-c", configuration.toString());
        }
    }

    private static String listening(String example, String beginning, String rest) {
        String found = example.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the example listens nowhere"));
        return example.replace(found + "\n", beginning + rest + "\n");
    }

    /** Each list of servers in the example, with these nodes instead: each on a line made of the list's first. */
    private static String servers(String example, String beginning, List<Node> nodes) {
        StringBuilder text = new StringBuilder();
        boolean listed = false;
        for (String line : example.lines().toList()) {
            boolean server = line.startsWith(beginning + EXAMPLE_NAME) || line.startsWith(beginning + EXAMPLE_HOSTS);
            if (!server) {
                text.append(line).append('\n');
            } else if (!listed) {
                if (!line.contains(EXAMPLE_FIRST)) {
                    throw new IllegalStateException("the example's first server is not " + EXAMPLE_FIRST);
                }
                for (Node node : nodes) {
                    text.append(line.replace(EXAMPLE_FIRST, node.localHost() + ":" + node.httpPort())
                                    .replace(EXAMPLE_NAME + "1", node.name()))
                            .append('\n');
                }
            }
            listed = server;
        }
        return text.toString();
    }

    private static Optional<Path> installed(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String label() {
        return program.label();
    }

    @Override
    public String name() {
        return "balancer";
    }

    private Path log() {
        return data.logs().resolve("balancer.log");
    }

    @Override
    public void start() {
        try {
            Ports.requireFree(options.bind(), options.httpPort(), "Tidings itself", "--http-port PORT");
            Path folder = data.path().resolve("balancer");
            Binaries.deleteTree(folder);
            Files.createDirectories(folder);
            Path configuration = folder.resolve(program.example());
            Files.writeString(
                    configuration,
                    program.configuration(installation.resource(program.example()), options, nodes, folder));
            process.launch(program.command(configuration, folder), folder, Map.of(), log());
            awaitAnswer("http://" + options.localHost() + ":" + options.httpPort() + "/im/");
        } catch (IOException e) {
            stop();
            throw new LaunchException(label() + " could not be started: " + e, e);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void awaitAnswer(String page) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (Http.get(page).isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new LaunchException(
                        label() + (process.isAlive() ? " does not answer at " + page : " ended at once") + ". Read "
                                + log() + "; it says:\n" + LogTail.of(log(), 10));
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LaunchException("Interrupted while " + label() + " was starting.", e);
            }
        }
    }

    @Override
    public void stop() {
        process.end();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return process.exitCode();
    }
}
