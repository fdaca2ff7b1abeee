package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits for an application server, says now and then that it still does, and tells what went wrong if it was in vain. */
final class Readiness {
    /** Ten times what a slow machine takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration REMINDER = Duration.ofSeconds(10);
    private static final long POLL_MS = 100;
    private static final int TAIL_LINES = 12;
    private static final String GAVE_UP = "Server failed to start";
    private static final Pattern CHECK =
            Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"status\"\\s*:\\s*\"DOWN\"");

    private final ChildProcess process;
    private final String label;
    private final Path output;
    private final Path log;
    private final Progress progress;
    private final long outputBefore;

    /** @param outputBefore the size of {@code output} before the process was started, in bytes */
    Readiness(ChildProcess process, String label, Path output, Path log, Progress progress, long outputBefore) {
        this.process = process;
        this.label = label;
        this.output = output;
        this.log = log;
        this.progress = progress;
        this.outputBefore = outputBefore;
    }

    /** Waits until the application's page is there and the server calls itself ready. */
    void awaitApplication(String base) {
        await(
                "the application to answer at " + base + "/im/",
                () -> {
                    Optional<Http.Answer> health = Http.get(base + "/health/ready");
                    // A server without the health feature answers 404: then the page decides alone.
                    boolean ready = health.filter(answer -> answer.isOk() || answer.status() == 404)
                            .isPresent();
                    return ready
                            && Http.get(base + "/im/").filter(Http.Answer::isOk).isPresent();
                },
                () -> downChecks(base));
    }

    void awaitAdministration(String base, String user, String password) {
        await(
                "its administration to answer at " + base,
                () -> Http.get(base + "/__asadmin/version", user, password)
                        .filter(answer -> answer.status() == 200)
                        .isPresent(),
                () -> "");
    }

    private static String downChecks(String base) {
        StringBuilder down = new StringBuilder();
        Http.get(base + "/health/ready").ifPresent(answer -> {
            Matcher check = CHECK.matcher(answer.body());
            while (check.find()) {
                down.append("The check ").append(check.group(1)).append(" is down. ");
            }
        });
        return down.toString();
    }

    private void await(String what, BooleanSupplier done, Supplier<String> hint) {
        long began = System.nanoTime();
        long nextReminder = REMINDER.toNanos();
        while (!done.getAsBoolean()) {
            long waited = System.nanoTime() - began;
            if (!process.isAlive()) {
                throw new LaunchException(label + " ended while it was starting. " + remedy() + evidence(output));
            }
            if (LogTail.contains(output, outputBefore, GAVE_UP)) {
                // Payara says so and stays there as half a server.
                throw new LaunchException(label + " failed to start. " + remedy() + evidence(output));
            }
            if (waited > PATIENCE.toNanos()) {
                throw new LaunchException(label + " runs, but waiting " + PATIENCE.toMinutes() + " minutes for " + what
                        + " was in vain. " + hint.get() + evidence(log));
            }
            if (waited > nextReminder) {
                nextReminder += REMINDER.toNanos();
                progress.say("Still waiting for " + what + " ...");
            }
            pause();
        }
    }

    private String remedy() {
        return ChildProcess.remedy(LogTail.of(output, TAIL_LINES))
                .map(remedy -> remedy + " ")
                .orElse("");
    }

    private String evidence(Path file) {
        return "Read " + log + (file.equals(log) ? "" : " and " + file) + "; it says:\n" + LogTail.of(file, TAIL_LINES);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting.", e);
        }
    }
}
