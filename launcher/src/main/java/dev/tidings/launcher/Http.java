package dev.tidings.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a server on this machine for a page. The JDK's newer client would cost half a second of class loading. */
final class Http {
    private static final int CONNECT_MS = 2_000;
    private static final int READ_MS = 10_000;
    private static final int BODY_LIMIT_BYTES = 64 * 1024;

    private Http() {}

    record Answer(int status, String body) {
        boolean isOk() {
            return status >= 200 && status < 400;
        }
    }

    /** The answer, or nothing if there is none. */
    static Optional<Answer> get(String url) {
        return ask(url, Map.of(), null);
    }

    static Optional<Answer> get(String url, String user, String password) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return ask(url, Map.of("Authorization", "Basic " + credentials), null);
    }

    /** As {@link #get(String)}, with a body of JSON. */
    static Optional<Answer> post(String url, String json, Map<String, String> headers) {
        return ask(url, headers, json);
    }

    private static Optional<Answer> ask(String url, Map<String, String> headers, @Nullable String json) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            connection.setInstanceFollowRedirects(false);
            // Payara's administration asks for it, against forged requests from a browser.
            connection.setRequestProperty("X-Requested-By", "tidings");
            headers.forEach(connection::setRequestProperty);
            try {
                if (json != null) {
                    connection.setDoOutput(true);
                    connection.setRequestProperty("Content-Type", "application/json");
                    try (OutputStream out = connection.getOutputStream()) {
                        out.write(json.getBytes(StandardCharsets.UTF_8));
                    }
                }
                int status = connection.getResponseCode();
                InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
                String text = body == null ? "" : new String(body.readNBytes(BODY_LIMIT_BYTES), StandardCharsets.UTF_8);
                return Optional.of(new Answer(status, text));
            } finally {
                connection.disconnect();
            }
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
