package dev.tidings.launcher;

import static java.util.stream.Collectors.joining;

import dev.tidings.stores.Binaries;
import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.PrivateFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Payara Server with a domain of its own in the data folder. The first start makes the domain, applies the asadmin files of
 * the module {@code resources} and deploys; later starts find all that in the domain and only redeploy what has changed.
 */
final class PayaraServer implements AppServer {
    static final String ADMIN_USER = "admin";
    private static final String DOMAIN = "tidings";
    private static final String CLOSE_PORTS = "payara-server.asadmin";
    private static final List<String> SETUP = List.of(CLOSE_PORTS, "payara.asadmin", "payara-jms.asadmin");
    private static final long COMMAND_MINUTES = 5;

    /** Not used here, and together a fifth of the time Payara takes to start: monitoring probes and the OSGi shell. */
    private static final List<String> LEFT_OUT = List.of(
            "-javaagent:",
            "-Xmx",
            "-Dgosh.",
            "-Dosgi.shell.",
            "-Dfelix.fileinstall.",
            "-Dorg.glassfish.additionalOSGiBundlesToStart=");

    private final Installation installation;
    private final DataFolder data;
    private final Options options;
    private final Secrets secrets;
    private final Map<String, String> variables;
    private final CompletableFuture<?> stores;
    private final Progress progress;
    private final Path folder;
    private final Path domain;
    private final OneProcess process;

    /**
     * @param variables its environment
     * @param stores completed when the stores answer; most of the server needs none of them, so it need not wait
     */
    PayaraServer(
            Installation installation,
            DataFolder data,
            Options options,
            Secrets secrets,
            Map<String, String> variables,
            CompletableFuture<?> stores,
            Progress progress) {
        this.installation = installation;
        this.data = data;
        this.options = options;
        this.secrets = secrets;
        this.variables = Map.copyOf(variables);
        this.stores = stores;
        this.progress = progress;
        this.process = new OneProcess("Payara Server", data.run().resolve("payara.pid"));
        this.folder = data.path().resolve("payara");
        this.domain = folder.resolve(DOMAIN);
    }

    @Override
    public String label() {
        return "Payara Server";
    }

    @Override
    public String name() {
        return "payara";
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return process.exitCode();
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
    public Path log() {
        return domain.resolve("logs/server.log");
    }

    private Path output() {
        return data.logs().resolve("payara.log");
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(folder);
            Ports.requireFree(options.bind(), options.httpPort(), "Tidings itself", "--http-port PORT");
            Ports.requireFree("127.0.0.1", options.adminPort(), "Payara's admin console", "--admin-port PORT");
            Ports.requireFree("127.0.0.1", options.gridPort(), "Payara's data grid", "--admin-port PORT");
            if (!installation.payaraIsUnpacked()) {
                progress.say("Unpacking Payara Server, once on this machine ...");
            }
            Path payara = installation.payara();
            Deployed wanted = wanted();
            Deployed present = Deployed.read(state());
            boolean fresh = !present.setup().equals(wanted.setup()) || !passwordIsKnown();
            if (fresh) {
                makeDomain(payara);
            }
            boolean redeploy = !fresh
                    && !(present.adapter().equals(wanted.adapter())
                            && present.application().equals(wanted.application()));
            boolean moved = fresh || !present.listeners().equals(wanted.listeners());
            long outputBefore = LogTail.size(output());
            if (redeploy || fresh) {
                // Deploying takes too long to be tried in vain.
                Readiness.join(stores);
            }
            launch(payara, beforeStart(fresh, moved, redeploy));
            configureAndDeploy(payara, fresh, redeploy, new Readiness(this, output(), outputBefore, progress, stores));
            if (!wanted.equals(present)) {
                wanted.write(state());
            }
        } catch (IOException e) {
            stop();
            throw new LaunchException("Payara Server could not be started: " + e, e);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void configureAndDeploy(Path payara, boolean fresh, boolean redeploy, Readiness readiness)
            throws IOException {
        if (fresh || redeploy) {
            readiness.awaitAdministration(
                    "http://127.0.0.1:" + options.adminPort(), ADMIN_USER, secrets.get(Secrets.PAYARA_PASSWORD));
            progress.say(
                    fresh ? "Payara runs; configuring it and deploying Tidings ..." : "Deploying the new build ...");
            deploy(payara, fresh);
        }
        readiness.awaitApplication("http://" + options.localHost() + ":" + options.httpPort());
    }

    private Path state() {
        return folder.resolve("deployed.properties");
    }

    private Deployed wanted() throws IOException {
        String setup = Files.size(installation.file("payara.zip")) + "\n" + setUp();
        return new Deployed(
                Integer.toHexString(setup.hashCode()) + "-" + setup.length(),
                String.join(" ", listeners()),
                Installation.hash(installation.file("tidings-artemis.rar")),
                Installation.hash(installation.file("tidings.ear")));
    }

    private String setUp() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String file : SETUP) {
            text.append(installation.resource(file)).append('\n');
        }
        return text.toString();
    }

    /** What the domain holds, written down only when all of it is done: a first start that was killed begins anew. */
    private record Deployed(String setup, String listeners, String adapter, String application) {
        static Deployed read(Path file) throws IOException {
            Properties properties = new Properties();
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
            }
            return new Deployed(
                    properties.getProperty("setup", ""),
                    properties.getProperty("listeners", ""),
                    properties.getProperty("adapter", ""),
                    properties.getProperty("application", ""));
        }

        void write(Path file) throws IOException {
            Properties properties = new Properties();
            properties.setProperty("setup", setup);
            properties.setProperty("listeners", listeners);
            properties.setProperty("adapter", adapter);
            properties.setProperty("application", application);
            StringWriter text = new StringWriter();
            properties.store(text, null);
            PrivateFile.write(file, text.toString());
        }
    }

    private void makeDomain(Path payara) throws IOException {
        progress.say("Making Payara's domain, once ...");
        Binaries.deleteTree(domain);
        Files.deleteIfExists(state());
        PrivateFile.write(passwordFile(), passwordLine());
        asadmin(
                payara,
                List.of(
                        "create-domain",
                        "--domaindir",
                        folder.toString(),
                        "--adminport",
                        Integer.toString(options.adminPort()),
                        "--instanceport",
                        Integer.toString(options.httpPort()),
                        "--checkports=false",
                        DOMAIN));
        nameTheQueueService();
        keepTheClusterNameToOurselves();
    }

    /**
     * A new domain gets its JMS service while it starts for the first time, and that already opens a port. With the element
     * there, the command that switches it off finds something to set.
     */
    private void nameTheQueueService() throws IOException {
        Path config = domain.resolve("config/domain.xml");
        String text = Files.readString(config);
        int place = text.indexOf("<connector-service");
        if (place < 0) {
            throw new LaunchException("Payara's " + config + " has no connector service; is this another version?");
        }
        String service = """
                <jms-service default-jms-host="default_JMS_host">
                  <jms-host name="default_JMS_host" host="localhost" port="${JMS_PROVIDER_PORT}"></jms-host>
                </jms-service>
                """;
        PrivateFile.write(config, text.substring(0, place) + service + text.substring(place));
    }

    /** The set-up does it as well, but by then the first start has logged the name. */
    private void keepTheClusterNameToOurselves() throws IOException {
        Files.writeString(
                domain.resolve("config/logging.properties"),
                "\nfish.payara.nucleus.cluster.PayaraCluster.level=WARNING\n",
                StandardOpenOption.APPEND);
    }

    /** Whether the domain was made with the password that the secrets hold: it can only be chosen when it is made. */
    private boolean passwordIsKnown() throws IOException {
        return Files.exists(passwordFile()) && Files.readString(passwordFile()).equals(passwordLine());
    }

    private String passwordLine() {
        return "AS_ADMIN_PASSWORD=" + secrets.get(Secrets.PAYARA_PASSWORD) + "\n";
    }

    private Path passwordFile() {
        return folder.resolve("admin-password");
    }

    private void launch(Path payara, String beforeStart) throws IOException {
        Path driver = installation.file("payara-lib/mysql-connector-j.jar");
        Path library = domain.resolve("lib").resolve("mysql-connector-j.jar");
        if (!Files.exists(library) || Files.size(library) != Files.size(driver)) {
            Files.copy(driver, library, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(java(payara));
        if (!beforeStart.isEmpty()) {
            Path commands = folder.resolve("before-start.asadmin");
            Files.writeString(commands, beforeStart);
            command.addAll(command.indexOf("-domainname"), List.of("-prebootcommandfile", commands.toString()));
        }
        // Long, and the same at each start: a file keeps it readable in a list of processes.
        Path arguments = folder.resolve("java-arguments");
        Files.write(
                arguments,
                command.stream()
                        .skip(1)
                        .map(argument -> '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .toList());
        progress.say("Starting Payara Server ...");
        process.launch(List.of(ChildProcess.javaProgram().toString(), "@" + arguments), domain, variables, output());
    }

    /** Run inside Payara before any port opens: where to listen, and at the first start what not to open at all. */
    private String beforeStart(boolean fresh, boolean moved, boolean redeploy) throws IOException {
        StringBuilder lines = new StringBuilder();
        if (moved) {
            listeners().forEach(line -> lines.append(line).append('\n'));
        }
        if (fresh) {
            // Run again with the rest of the set-up, which tells when one of them fails; here so that nothing opens
            // first.
            lines.append(installation.resource(CLOSE_PORTS));
        }
        if (redeploy) {
            // Not worth starting: it is replaced in a moment.
            lines.append("set servers.server.server.application-ref." + DOMAIN + ".enabled=false\n");
        }
        return lines.toString();
    }

    private List<String> listeners() {
        String listeners = "set configs.config.server-config.network-config.network-listeners.network-listener.";
        return List.of(
                listeners + "http-listener-1.address=" + options.bind(),
                listeners + "http-listener-1.port=" + options.httpPort(),
                listeners + "admin-listener.address=127.0.0.1",
                listeners + "admin-listener.port=" + options.adminPort(),
                // Also in the set-up; here so that not even the first start knows strangers.
                "set hazelcast-runtime-configuration.cluster-group-name=${ENV=IM_CLUSTER_NAME}",
                "set hazelcast-runtime-configuration.das-port=" + options.gridPort(),
                "set hazelcast-runtime-configuration.das-bind-address=127.0.0.1",
                "set hazelcast-runtime-configuration.das-public-address=127.0.0.1:" + options.gridPort());
    }

    /** The command line Payara itself would use, less what is left out; asked for anew only when the domain has changed. */
    private List<String> java(Path payara) throws IOException {
        Path kept = folder.resolve("java-command");
        String key = javaOptions(payara);
        if (!Files.exists(kept) || !Files.readAllLines(kept).get(0).equals(key)) {
            String dump =
                    asadmin(payara, List.of("start-domain", "--dry-run", "--domaindir", folder.toString(), DOMAIN));
            List<String> lines = new ArrayList<>(List.of(key));
            lines.addAll(dumpedCommand(dump));
            Files.write(kept, lines);
        }
        List<String> command = new ArrayList<>();
        for (String argument :
                Files.readAllLines(kept).subList(1, Files.readAllLines(kept).size())) {
            if (LEFT_OUT.stream().noneMatch(argument::startsWith)) {
                command.add(argument);
            }
        }
        command.addAll(1, NodeJvm.options(options));
        command.add(1, "-Dorg.glassfish.additionalOSGiBundlesToStart=");
        command.addAll(1, dataGrid());
        return command;
    }

    private List<String> dataGrid() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(installation.resource("data-grid.properties")));
        return properties.stringPropertyNames().stream()
                .sorted()
                .map(name -> "-D" + name + "=" + properties.getProperty(name))
                .toList();
    }

    /** One argument per line, between a heading and a closing line. */
    private static List<String> dumpedCommand(String dump) {
        List<String> command = dump.lines()
                .dropWhile(line -> !line.startsWith("Dump of JVM"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("Command start-domain"))
                .filter(line -> !line.isBlank())
                .toList();
        if (!command.contains("-domainname")) {
            throw new LaunchException("Payara did not tell its command line but:\n" + dump);
        }
        return command;
    }

    /** All that the command line is made of, as one line: it changes when somebody changes an option in the console. */
    private String javaOptions(Path payara) throws IOException {
        try (Stream<String> lines = Files.lines(domain.resolve("config/domain.xml"))) {
            String options = lines.filter(line -> line.contains("<jvm-options"))
                    .map(String::strip)
                    // Payara writes them in another order than it reads them.
                    .sorted()
                    .collect(joining());
            return ChildProcess.javaProgram() + " " + payara + " " + Integer.toHexString(options.hashCode()) + "-"
                    + options.length();
        }
    }

    private void deploy(Path payara, boolean fresh) throws IOException {
        StringBuilder commands = new StringBuilder();
        if (fresh) {
            commands.append(setUp());
        } else {
            // Deployed over one that is disabled, or whose adapter changes under it, the application stays out of
            // reach.
            commands.append("undeploy " + DOMAIN + "\n");
            commands.append("deploy --force --type rar --name tidings-artemis tidings-artemis.rar\n");
        }
        commands.append("deploy --name " + DOMAIN + " tidings.ear\n");
        Path file = folder.resolve("deploy.asadmin");
        Files.writeString(file, commands);
        asadmin(payara, List.of("multimode", "--file", file.toString()));
    }

    /** Runs one asadmin command in the installation's folder, so that files in it are named without a path. */
    private String asadmin(Path payara, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ChildProcess.javaProgram().toString(),
                // It lives for two seconds, in which the optimizing compiler only costs.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                payara.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(options.adminPort()),
                "--user",
                ADMIN_USER,
                "--passwordfile",
                passwordFile().toString(),
                "--interactive=false"));
        command.addAll(arguments);
        Path log = data.logs().resolve("asadmin.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(installation.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process asadmin = builder.start();
        try {
            boolean ended = asadmin.waitFor(COMMAND_MINUTES, TimeUnit.MINUTES);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            boolean failedWithin = output.lines().anyMatch(line -> line.matches("Command [a-z-]+ failed\\."));
            if (!ended || asadmin.exitValue() != 0 || failedWithin) {
                asadmin.destroyForcibly();
                throw new PassingException("Payara refused to " + arguments.get(0) + ". Read " + log + " and " + log()
                        + "; asadmin said:\n" + LogTail.of(log, 20));
            }
            return output;
        } catch (InterruptedException e) {
            asadmin.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LaunchException("Interrupted while Payara was being configured.", e);
        }
    }
}
