package dev.tidings.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

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
        return get(url, Optional.empty());
    }

    static Optional<Answer> get(String url, String user, String password) {
        String credentials = user + ":" + password;
        return get(
                url,
                Optional.of(
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
    }

    private static Optional<Answer> get(String url, Optional<String> authorization) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            connection.setInstanceFollowRedirects(false);
            // Payara's administration asks for it, against forged requests from a browser.
            connection.setRequestProperty("X-Requested-By", "tidings");
            authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
            try {
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
