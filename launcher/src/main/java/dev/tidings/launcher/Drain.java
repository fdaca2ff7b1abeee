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
    /** Over which sockets are closed. Longer than the balancer needs to notice. */
    private static final Duration OVER = Duration.ofSeconds(3);

    private static final Duration PATIENCE = OVER.plusSeconds(3);
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
        if (token.isEmpty()
                || post("/node/drain", "{\"seconds\":" + OVER.toSeconds() + "}", token.get())
                        .isEmpty()) {
            return false;
        }
        long began = System.nanoTime();
        long waited = 0;
        // Not less than the balancer needs to notice, even if there is nobody to send away.
        while (waited < OVER.toNanos() || (waited < PATIENCE.toNanos() && hasSockets(token.get()))) {
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

    private boolean hasSockets(String token) {
        return post("/node/status", "{}", token)
                .flatMap(body -> first(SOCKETS, body))
                .filter(count -> !count.equals("0"))
                .isPresent();
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
