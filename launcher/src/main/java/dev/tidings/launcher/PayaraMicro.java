package dev.tidings.launcher;

import static java.util.stream.Collectors.joining;

import dev.tidings.stores.Binaries;
import dev.tidings.stores.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Payara Micro with the same modules as one WAR. It keeps nothing: each start makes its folder anew. */
final class PayaraMicro implements AppServer {
    private final Node node;
    private final Installation installation;
    private final DataFolder data;
    private final Options options;
    private final Map<String, String> variables;
    private final CompletableFuture<?> stores;
    private final Progress progress;
    private final OneProcess process;

    /**
     * @param variables its environment
     * @param stores completed when the stores answer; most of the server needs none of them, so it need not wait
     */
    PayaraMicro(
            Node node,
            Installation installation,
            DataFolder data,
            Options options,
            Map<String, String> variables,
            CompletableFuture<?> stores,
            Progress progress) {
        this.node = node;
        this.installation = installation;
        this.data = data;
        this.options = options;
        this.variables = new TreeMap<>(variables);
        this.variables.putIfAbsent(Configuration.variable("im.node.name"), node.name());
        this.stores = stores;
        this.progress = progress;
        this.process = new OneProcess(node.label(), data.run().resolve(node.name() + ".pid"));
    }

    @Override
    public String label() {
        return node.label();
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public Path log() {
        return data.logs().resolve(node.name() + ".log");
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return process.exitCode();
    }

    /** Asks the clients to go to another node first, if there are others. */
    @Override
    public void stop() {
        if (node.isClustered() && isAlive()) {
            String secret = variables.getOrDefault(Configuration.variable(Secrets.ADMIN_SECRET), "");
            if (!new Drain(address() + "/im", secret).run()) {
                progress.say(label() + " could not be drained first.");
            }
        }
        process.end();
    }

    private String address() {
        return "http://" + node.localHost() + ":" + node.httpPort();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public void start() {
        try {
            Ports.requireFree(node.address(), node.httpPort(), node.label(), "--http-port PORT");
            Ports.requireFree("127.0.0.1", node.gridPort(), "the data grid of " + node.label(), "--admin-port PORT");
            Path folder = data.path().resolve(node.name());
            Binaries.deleteTree(folder);
            Files.createDirectories(folder);
            progress.say(
                    "Starting " + (node.isClustered() ? node.label() : "Payara Micro and deploying Tidings") + " ...");
            long outputBefore = LogTail.size(log());
            process.launch(command(folder), folder, variables, log());
            new Readiness(this, log(), outputBefore, progress, stores).awaitApplication(address());
        } catch (IOException e) {
            process.end();
            throw new LaunchException(node.label() + " could not be started: " + e, e);
        } catch (RuntimeException e) {
            process.end();
            throw e;
        }
    }

    private List<String> command(Path folder) throws IOException {
        Path beforeStart = folder.resolve("before-start.asadmin");
        Files.writeString(
                beforeStart,
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address="
                        + node.address() + "\n" + installation.resource("payara.asadmin"));
        Path afterStart = folder.resolve("after-start.asadmin");
        Files.writeString(
                afterStart,
                installation
                        .resource("payara-jms.asadmin")
                        .replace(
                                "tidings-artemis.rar",
                                installation.file("tidings-artemis.rar").toString()));
        Path dataGrid = folder.resolve("data-grid.properties");
        Files.writeString(dataGrid, installation.resource("data-grid.properties"));
        List<String> command =
                new ArrayList<>(List.of(ChildProcess.javaProgram().toString()));
        command.addAll(NodeJvm.options(options));
        Path root = Files.createDirectories(folder.resolve("root"));
        command.addAll(List.of(
                "-jar",
                installation.file("payara-micro.jar").toString(),
                "--rootdir",
                root.toString(),
                "--unpackdir",
                // It writes its jars at each start, and must not do so under another node.
                folder.resolve("runtime").toString(),
                "--port",
                Integer.toString(node.httpPort()),
                "--name",
                node.name(),
                "--systemproperties",
                dataGrid.toString(),
                "--clustermode",
                "tcpip:"
                        + node.gridPorts().stream()
                                .map(port -> "127.0.0.1:" + port)
                                .collect(joining(",")),
                "--startport",
                Integer.toString(node.gridPort()),
                "--interfaces",
                "127.0.0.1",
                "--hzpublicaddress",
                "127.0.0.1:" + node.gridPort(),
                "--hzinitialjoinwait",
                "0",
                // The nodes are all on this host, and are to keep copies of each other's data all the same.
                "--nohostaware",
                "--disablephonehome",
                "--addlibs",
                installation.file("payara-lib/mysql-connector-j.jar").toString(),
                "--prebootcommandfile",
                beforeStart.toString(),
                "--postbootcommandfile",
                afterStart.toString(),
                "--deploy",
                installation.file("im.war").toString(),
                "--contextroot",
                "im"));
        return command;
    }
}
