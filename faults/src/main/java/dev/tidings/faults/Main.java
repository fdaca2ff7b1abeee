package dev.tidings.faults;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** {@code java -jar faults.jar campaign} or {@code sweep}. */
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        try {
            if (args.isEmpty() || !List.of("campaign", "sweep").contains(args.get(0))) {
                throw new IllegalArgumentException("campaign or sweep?");
            }
            Options options = Options.parse(args.subList(1, args.size()), besideThis());
            Campaign campaign = new Campaign(options, System.out);
            Campaign.Outcome outcome = args.get(0).equals("sweep") ? campaign.sweep() : campaign.faults();
            System.out.print(outcome.report().text() + outcome.circumstances());
            System.out.printf(
                    "%s: %d faults, %,d messages acked, %d given up; seed %d, %d node(s), histories in %s%n",
                    outcome.holds() ? "everything holds" : "BROKEN",
                    outcome.faults(),
                    outcome.acked(),
                    outcome.failed(),
                    options.seed(),
                    options.nodes(),
                    outcome.folder());
            return outcome.holds() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
        } catch (IOException | SQLException | JMSException | IllegalStateException e) {
            LOG.log(System.Logger.Level.ERROR, "the run could not be finished", e);
        }
        return 2;
    }

    /** Where the build puts the launcher. */
    private static Path besideThis() {
        try {
            Path jar = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolve("../../../launcher/target/tidings/tidings.jar").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
