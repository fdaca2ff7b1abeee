package dev.tidings.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.checker.Invariant;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Short runs with seeds that stay the same. A run takes as long as the machine needs; the time-outs are for one that hangs. The
 * histories of a run that finds something stay under {@code target}. The first, of ten minutes, is part of every build, all of them are
 * run by:
 *
 * <pre>mvn -B verify -pl faults -am -Dtest=none -Dit.test=CampaignIT -Dtidings.campaigns=true -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class CampaignIT {
    private static final int PORT = Integer.getInteger("tidings.ports", 24_100);
    /** One of each part and each way to fail; of a node's start, which takes longest, as few as possible. */
    private static final String KINDS = String.join(
            ",",
            "REDIS_EMPTIED",
            "BROKER_KILLED",
            "MYSQL_STOPPED",
            "MAILBOX_STORE_KILLED",
            "REDIS_KILLED",
            "APP_KILLED",
            "CLIENTS_CUT_OFF",
            "CLIENTS_HALF_OPEN",
            "EVERYONE_RECONNECTS",
            "READERS_DO_NOT_READ",
            "REDIS_FROM_AN_OLD_COPY",
            "MAILBOX_STORE_PAUSED",
            "BROKER_HALF_OPEN",
            "MYSQL_KILLED",
            "HOOKS_FAIL",
            "HOOKS_ANSWER_RUBBISH",
            "REDIS_SLOW",
            "MAILBOX_STORE_SLOW",
            "MAILBOX_STORE_CUT_OFF",
            "APP_PAUSED");

    private static final Path LAUNCHER = Path.of("../launcher/target/tidings/tidings.jar");

    @Test
    void nothingIsLostOrDoubledThroughTwentyFaultsAndFiftyThousandMessages() throws Exception {
        Campaign.Outcome outcome = campaign(
                "campaign",
                List.of(
                        "--seed",
                        "21",
                        "--faults",
                        "20",
                        "--messages",
                        "50000",
                        "--per-second",
                        "250",
                        // A machine that is busy with the rest of the build takes its time.
                        "--converge-within",
                        "20",
                        "--kinds",
                        KINDS));

        assertThat(outcome.faults()).isGreaterThanOrEqualTo(20);
        assertThat(outcome.acked()).isGreaterThanOrEqualTo(50_000);
        assertEverythingHolds(outcome);
    }

    @Test
    @EnabledIfSystemProperty(named = "tidings.campaigns", matches = "true")
    void nothingIsLostOrDoubledByANodeOfThreeThatIsFrozenKilledOrStopped() throws Exception {
        Campaign.Outcome outcome = campaign(
                "three-nodes",
                List.of(
                        "--seed",
                        "3",
                        "--nodes",
                        "3",
                        "--faults",
                        "6",
                        "--messages",
                        "5000",
                        "--per-second",
                        "80",
                        "--kinds",
                        "APP_PAUSED,APP_KILLED,APP_PAUSED,APP_RESTARTED,BROKER_HALF_OPEN,REDIS_EMPTIED"));

        assertThat(outcome.faults()).isGreaterThanOrEqualTo(6);
        assertEverythingHolds(outcome);
    }

    @Test
    @EnabledIfSystemProperty(named = "tidings.campaigns", matches = "true")
    void aServerThatHaltsBetweenTwoStepsOfAMessagesWayGoesOnWhereItWas() throws Exception {
        Campaign.Outcome outcome = run(
                "sweep",
                List.of(
                        "--seed",
                        "5",
                        "--per-second",
                        "100",
                        "--points",
                        "AFTER_COMMIT,AFTER_ALLOCATE,AFTER_STORE,AFTER_RECORD"),
                Campaign::sweep);

        assertThat(outcome.faults()).isEqualTo(4);
        assertEverythingHolds(outcome);
    }

    private interface Run {
        Campaign.Outcome of(Campaign campaign) throws IOException, SQLException, JMSException;
    }

    private static Campaign.Outcome campaign(String name, List<String> arguments) throws Exception {
        return run(name, arguments, Campaign::faults);
    }

    private static Campaign.Outcome run(String name, List<String> arguments, Run run) throws Exception {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--port", Integer.toString(PORT), "--folder", "target/" + name));
        return run.of(new Campaign(Options.parse(all, LAUNCHER), System.out));
    }

    private static void assertEverythingHolds(Campaign.Outcome outcome) throws IOException {
        String report = outcome.report().text() + outcome.circumstances();
        System.out.println(report);
        assertThat(outcome.report().holds()).as(report).isTrue();
        assertThat(outcome.failed()).as("given up").isZero();
        assertThat(Arrays.stream(Invariant.values())
                        .filter(it -> outcome.report().of(it).judged() == 0))
                .as("not in the history")
                .isEmpty();
        for (String history : List.of("devices.jsonl", "faults.jsonl", "final.jsonl")) {
            Files.delete(outcome.folder().resolve(history));
        }
    }
}
