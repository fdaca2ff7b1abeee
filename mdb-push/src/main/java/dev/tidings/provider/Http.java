package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Requests to a provider: bounded in time, in what is read of an answer, and to the address that is configured. A redirect is
 * an answer like any other.
 */
final class Http {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    /**
     * @param retryAfter what the provider asked to wait, zero if it did not
     * @param rateReset JPush's {@code X-Rate-Limit-Reset}: until its limit is counted anew, zero if it did not say
     */
    record Reply(int status, String body, Duration retryAfter, Duration rateReset) {
        /** The body as a JSON object, empty if it is none. */
        JsonObject json() {
            try (var reader = Json.createReader(new StringReader(body))) {
                return reader.readObject();
            } catch (JsonException | IllegalStateException e) {
                return JsonValue.EMPTY_JSON_OBJECT;
            }
        }

        /** The provider cannot serve now, whatever it was asked. */
        boolean isServerError() {
            return status >= 500;
        }
    }

    private final HttpClient client;
    private final Duration timeout;

    Http(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * An address from the configuration: https, or http to this machine itself.
     *
     * @param key that it was configured by, for the message
     * @throws IllegalArgumentException if it is something else
     */
    static URI address(String key, String text) {
        URI uri = URI.create(text);
        boolean here = uri.getHost() != null && LOOPBACK.contains(uri.getHost());
        if (uri.getHost() == null || !("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here))) {
            throw new IllegalArgumentException(key + " is not an https URL");
        }
        return uri;
    }

    /** The address with a path below it. */
    static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    /** Completes exceptionally if there is no whole answer in time. */
    CompletableFuture<Reply> post(URI uri, String contentType, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        return client.sendAsync(request.build(), info -> new BoundedBody())
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Http::reply);
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(
                response.statusCode(),
                response.body(),
                seconds(response, "Retry-After"),
                seconds(response, "X-Rate-Limit-Reset"));
    }

    /** A time that is given as a date is left to our own back-off. */
    private static Duration seconds(HttpResponse<String> response, String header) {
        OptionalLong seconds;
        try {
            seconds = response.headers().firstValueAsLong(header);
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(Math.max(0, Math.min(seconds.orElse(0), RETRY_AFTER_MAX.toSeconds())));
        return wait;
    }
}
