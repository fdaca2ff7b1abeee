package dev.tidings.launcher;

import dev.tidings.stores.Binaries;
import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.PidFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Payara Micro with the same modules as one WAR. It keeps nothing: each start makes its folder anew. */
final class PayaraMicro implements AppServer {
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);

    private final Installation installation;
    private final DataFolder data;
    private final Options options;
    private final Progress progress;
    private volatile @Nullable ChildProcess process;

    PayaraMicro(Installation installation, DataFolder data, Options options, Progress progress) {
        this.installation = installation;
        this.data = data;
        this.options = options;
        this.progress = progress;
    }

    @Override
    public String label() {
        return "Payara Micro";
    }

    @Override
    public Optional<ChildProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public Path log() {
        return data.logs().resolve("micro.log");
    }

    @Override
    public void start(Map<String, String> variables, CompletableFuture<?> stores) {
        try {
            PidFile pidFile = new PidFile(data.run().resolve("micro.pid"));
            Optional<PidFile.Leftover> leftover = pidFile.leftover(List.of());
            if (leftover.isPresent()) {
                progress.say("Ending the Payara Micro of a start that was killed ...");
                ChildProcess.adopt(leftover.get().process()).end(END_PATIENCE);
            }
            Ports.requireFree(options.bind(), options.httpPort(), "Tidings itself", "--http-port PORT");
            Ports.requireFree("127.0.0.1", options.gridPort(), "Payara's data grid", "--admin-port PORT");
            Path folder = data.path().resolve("micro");
            Binaries.deleteTree(folder);
            Files.createDirectories(folder);
            progress.say("Starting Payara Micro and deploying Tidings ...");
            long outputBefore = LogTail.size(log());
            process = ChildProcess.launch(command(folder), folder, variables, log(), pidFile);
            new Readiness(this, log(), outputBefore, progress, stores)
                    .awaitApplication("http://" + options.localHost() + ":" + options.httpPort());
        } catch (IOException e) {
            end();
            throw new LaunchException("Payara Micro could not be started: " + e, e);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    private void end() {
        ChildProcess current = process;
        if (current != null) {
            current.end(END_PATIENCE);
            process = null;
        }
    }

    private List<String> command(Path folder) throws IOException {
        Path beforeStart = folder.resolve("before-start.asadmin");
        Files.writeString(
                beforeStart,
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address="
                        + options.bind() + "\n" + installation.resource("payara.asadmin"));
        Path afterStart = folder.resolve("after-start.asadmin");
        Files.writeString(
                afterStart,
                installation
                        .resource("payara-jms.asadmin")
                        .replace(
                                "tidings-artemis.rar",
                                installation.file("tidings-artemis.rar").toString()));
        String grid = "127.0.0.1:" + options.gridPort();
        List<String> command = new ArrayList<>(List.of(
                ChildProcess.javaProgram().toString(),
                "-Xmx" + options.heap(),
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options.javaOptions());
        Path program = installation.file("payara-micro.jar");
        // Unpacked once; named by size so that an update never meets an older one's files.
        Path unpacked = Files.createDirectories(data.path().resolve("payara-micro-" + Files.size(program)));
        Path root = Files.createDirectories(folder.resolve("root"));
        command.addAll(List.of(
                "-jar",
                program.toString(),
                "--rootdir",
                root.toString(),
                "--unpackdir",
                unpacked.toString(),
                "--port",
                Integer.toString(options.httpPort()),
                "--clustermode",
                "tcpip:" + grid,
                "--startport",
                Integer.toString(options.gridPort()),
                "--interfaces",
                "127.0.0.1",
                "--hzpublicaddress",
                grid,
                "--hzinitialjoinwait",
                "0",
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
