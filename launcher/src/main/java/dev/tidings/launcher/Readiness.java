package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    /** What Payara says before it stays there as half a server, or as a server without the application. */
    private static final List<String> GAVE_UP = List.of("Server failed to start", "Exception while loading the app");
    /**
     * What it says when it could not make out what is in the application, whose classes it looks through on several threads. On a
     * busy machine it once found no beans in the archive that it had deployed a minute before.
     */
    private static final String MISREAD = "Exception while preparing the app";

    private static final Pattern CHECK =
            Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"status\"\\s*:\\s*\"DOWN\"");

    private final AppServer server;
    private final Path output;
    private final long outputBefore;
    private final Progress progress;
    private final CompletableFuture<?> stores;

    /**
     * @param server a server that was just launched
     * @param output what its process prints, {@code outputBefore} bytes long before it was launched
     * @param stores the start of the stores, without which waiting is in vain
     */
    Readiness(AppServer server, Path output, long outputBefore, Progress progress, CompletableFuture<?> stores) {
        this.server = server;
        this.output = output;
        this.outputBefore = outputBefore;
        this.progress = progress;
        this.stores = stores;
    }

    /** Waits for the stores; their failure comes as itself. */
    static void join(CompletableFuture<?> stores) {
        try {
            stores.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits until the application's page is there and the server calls itself ready. */
    void awaitApplication(String base) {
        await(
                "the application to answer at " + base + "/im/",
                () -> {
                    // The page first: a health check that is asked while the application is being deployed logs a
                    // failure.
                    if (Http.get(base + "/im/").filter(Http.Answer::isOk).isEmpty()) {
                        return false;
                    }
                    // A server without the health feature answers 404: then the page decides alone.
                    return Http.get(base + "/health/ready")
                            .filter(answer -> answer.isOk() || answer.status() == 404)
                            .isPresent();
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
            if (stores.isCompletedExceptionally()) {
                join(stores);
            }
            if (!server.isAlive()) {
                if (server.exitCode().orElse(0) == ChildProcess.KILLED) {
                    throw new PassingException(server.label() + " was killed while it was starting.");
                }
                throw new LaunchException(
                        server.label() + " ended while it was starting. " + remedy() + evidence(output));
            }
            if (GAVE_UP.stream().anyMatch(words -> LogTail.contains(output, outputBefore, words))) {
                throw new LaunchException(server.label() + " failed to start. " + remedy() + evidence(output));
            }
            if (LogTail.contains(output, outputBefore, MISREAD)) {
                throw new PassingException(server.label() + " did not take the application. " + evidence(output));
            }
            if (waited > PATIENCE.toNanos()) {
                throw new LaunchException(server.label() + " runs, but waiting " + PATIENCE.toMinutes()
                        + " minutes for " + what + " was in vain. " + hint.get() + evidence(server.log()));
            }
            if (waited > nextReminder) {
                nextReminder += REMINDER.toNanos();
                progress.say("Still waiting for " + what + " ...");
            }
            pause();
        }
    }

    private String remedy() {
        return ChildProcess.remedy(LogTail.of(output, outputBefore, TAIL_LINES))
                .map(remedy -> remedy + " ")
                .orElse("");
    }

    private String evidence(Path file) {
        return "Read " + server.log() + (file.equals(server.log()) ? "" : " and " + file) + "; it says:\n"
                + LogTail.of(file, file.equals(output) ? outputBefore : 0, TAIL_LINES);
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
