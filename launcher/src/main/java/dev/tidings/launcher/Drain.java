package dev.tidings.launcher;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Empties a node before it is stopped, by its REST API: it takes no new clients, tells the balancer so, and asks those it has
 * to go elsewhere, one by one; meanwhile it answers whatever it is asked.
 */
final class Drain {
    /** Over which sockets are closed at least. Longer than the balancer needs to notice. */
    private static final int SECONDS_MIN = 3;

    private static final int SECONDS_MAX = 60;
    /**
     * Sockets to close in a second. Where they go may have been started a minute ago: each handshake costs its cold code some
     * hundredths of a second of a processor, and who comes faster than that waits for all who came before.
     */
    private static final int SOCKETS_PER_SECOND = 20;

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final long POLL_MS = 100;
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SOCKETS = Pattern.compile("\"sockets\"\\s*:\\s*(\\d+)");

    private final String api;
    private final String adminSecret;

    /**
     * @param api the node's own REST address, without a slash at the end
     * @param adminSecret what an admin token is given for
     */
    Drain(String api, String adminSecret) {
        this.api = api;
        this.adminSecret = adminSecret;
    }

    /** Returns when the node has no sockets any more or does not get rid of them in time; false if it cannot be asked. */
    boolean run() {
        Optional<String> token = post(
                        "/auth/get_admin_token", "{\"secret\":\"" + adminSecret + "\",\"userID\":\"imAdmin\"}", "")
                .flatMap(body -> first(TOKEN, body));
        if (token.isEmpty()) {
            return false;
        }
        Duration over = over(sockets(token.get()));
        if (post("/node/drain", "{\"seconds\":" + over.toSeconds() + "}", token.get())
                .isEmpty()) {
            return false;
        }
        Duration patience = over.plus(GRACE);
        long began = System.nanoTime();
        long waited = 0;
        // Not less than the balancer needs to notice, even if there is nobody to send away.
        while (waited < Duration.ofSeconds(SECONDS_MIN).toNanos()
                || (waited < patience.toNanos() && sockets(token.get()) > 0)) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
            waited = System.nanoTime() - began;
        }
        return true;
    }

    /** How long so many sockets take to find another node without waiting for each other there. */
    static Duration over(int sockets) {
        return Duration.ofSeconds(Math.max(SECONDS_MIN, Math.min(SECONDS_MAX, sockets / SOCKETS_PER_SECOND)));
    }

    /** 0 also where it does not say. */
    private int sockets(String token) {
        return post("/node/status", "{}", token)
                .flatMap(body -> first(SOCKETS, body))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private Optional<String> post(String path, String body, String token) {
        return Http.post(api + path, body, Map.of("operationID", "launcher", "token", token))
                .filter(Http.Answer::isOk)
                .map(Http.Answer::body)
                .filter(answer -> answer.contains("\"errCode\":0"));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
