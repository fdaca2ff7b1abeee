package dev.tidings.checker;

import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code java -jar checker.jar history.jsonl…} judges; {@code java -jar checker.jar collect …} reads the final state of a server. */
public final class Main {
    /** Every invariant that the history shows holds. */
    static final int HOLDS = 0;
    /** At least one is broken. */
    static final int BROKEN = 1;
    /** The arguments or the files are no good: nothing was judged. */
    static final int NOT_JUDGED = 2;

    private static final String USAGE = """
            java -jar checker.jar [--converge-within SECONDS] HISTORY...
                judges the history in these files (.gz is unpacked); exit code 0: all that it shows holds,
                1: something is broken, 2: it could not be read
            java -jar checker.jar collect --api http://host:8080/im --out FINAL.jsonl
                    (--users A,B,... | --users-of HISTORY) [--ws ws://host:8080/im/ws] [--admin imAdmin]
                reads conversations, mailboxes and the full history of these users; the admin's secret is
                expected in the environment variable ADMIN_SECRET. With --ws it reads over sockets as well,
                and logs each user in on the platform Linux for that
            """;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        Map<String, String> options = new HashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            if (!args.get(i).startsWith("--")) {
                words.add(args.get(i));
            } else if (i + 1 < args.size()) {
                options.put(args.get(i).substring(2), args.get(++i));
            } else {
                words.clear();
            }
        }
        try {
            if (words.equals(List.of("collect")) && options.containsKey("api") && options.containsKey("out")) {
                return collect(options, out);
            }
            if (!words.isEmpty() && !words.contains("collect")) {
                return check(words, options, out);
            }
        } catch (IOException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return NOT_JUDGED;
        }
        err.print(USAGE);
        return NOT_JUDGED;
    }

    private static int check(List<String> files, Map<String, String> options, PrintStream out) throws IOException {
        String within = options.get("converge-within");
        Duration convergence = within == null ? Checker.CONVERGENCE : Duration.ofSeconds(Long.parseLong(within));
        Report report = new Checker(convergence)
                .check(History.of(files.stream().map(Path::of).toList()));
        out.print(report.text());
        return report.holds() ? HOLDS : BROKEN;
    }

    private static int collect(Map<String, String> options, PrintStream out) throws IOException {
        RestClient open = new RestClient(URI.create(options.get("api")));
        String secret = System.getenv("ADMIN_SECRET");
        if (secret == null) {
            throw new IllegalArgumentException("ADMIN_SECRET is not set");
        }
        RestClient admin = open.withToken(open.adminToken(secret, options.getOrDefault("admin", "imAdmin")));
        List<String> users = users(options);
        try (HistoryWriter writer = new HistoryWriter(Path.of(options.get("out")), "collect-rest")) {
            RestReader reader = new RestReader(admin, writer);
            for (String user : users) {
                reader.conversations(user);
                if (!reader.mailbox(user)) {
                    out.println("the server has no mailbox of " + user);
                }
            }
            if (!reader.history(users)) {
                out.println("the full history cannot be searched, it is left out");
            }
            if (options.containsKey("ws")) {
                overSockets(URI.create(options.get("ws")), admin, users, writer);
            }
        }
        return HOLDS;
    }

    private static void overSockets(URI url, RestClient admin, List<String> users, HistoryWriter writer) {
        try (ImNetwork network = new ImNetwork(1, Clock.systemUTC())) {
            for (String user : users) {
                Login login = Login.nativeApp(url, user, Platform.LINUX, admin.userToken(user, Platform.LINUX));
                ImClient client =
                        ImClient.connect(network, login, new ImListener() {}).join();
                SocketReader reader = new SocketReader(client, writer);
                reader.conversations();
                reader.mailbox();
                client.close();
            }
        }
    }

    private static List<String> users(Map<String, String> options) throws IOException {
        if (options.containsKey("users")) {
            return List.of(options.get("users").split(","));
        }
        if (!options.containsKey("users-of")) {
            throw new IllegalArgumentException("whose messages? --users or --users-of is missing");
        }
        Set<String> users = new TreeSet<>();
        History.of(List.of(Path.of(options.get("users-of")))).read(line -> {
            if (line.kind() == Kind.SEND || line.kind() == Kind.CONNECTED) {
                users.add(line.sender().isEmpty() ? line.user() : line.sender());
            }
        });
        return List.copyOf(users);
    }
}
