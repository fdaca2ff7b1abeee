package dev.tidings.client;

import dev.tidings.omtp.Compression;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.Platform;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Who connects, to where, and as which kind of client.
 *
 * @param url ws://host:port/path of a node; without a query
 * @param userID the user
 * @param platform what the client says it runs on; the token must be for the same
 * @param token from the server's REST API
 * @param framing gob or JSON
 * @param compression of frames, both ways
 * @param textResult whether the handshake's result is to come as a text frame; else a refusal is an HTTP answer
 * @param background whether the app starts in the background
 * @param heartbeat how the connection is kept alive
 * @param timeout for the connect, and for the answer to each request
 */
public record Login(
        URI url,
        String userID,
        Platform platform,
        String token,
        Framing framing,
        Compression compression,
        boolean textResult,
        boolean background,
        Heartbeat heartbeat,
        Duration timeout) {

    /** What the SDKs wait for an answer. */
    private static final Duration SDK_TIMEOUT = Duration.ofSeconds(10);

    /** As the wasm SDK in a browser: gob, gzip, result as text, no pings. */
    public static Login web(URI url, String userID, String token) {
        return new Login(
                url,
                userID,
                Platform.WEB,
                token,
                Framing.GOB,
                Compression.GZIP,
                true,
                false,
                Heartbeat.BROWSER,
                SDK_TIMEOUT);
    }

    /** As a native SDK: gob, gzip, pings as control frames, a refusal is an HTTP answer. */
    public static Login nativeApp(URI url, String userID, Platform platform, String token) {
        return new Login(
                url,
                userID,
                platform,
                token,
                Framing.GOB,
                Compression.GZIP,
                false,
                false,
                Heartbeat.NATIVE,
                SDK_TIMEOUT);
    }

    /** As the pure JavaScript SDK: JSON, no compression, pings as text. */
    public static Login javascript(URI url, String userID, Platform platform, String token) {
        return new Login(
                url,
                userID,
                platform,
                token,
                Framing.JSON,
                Compression.NONE,
                true,
                false,
                Heartbeat.JAVASCRIPT,
                SDK_TIMEOUT);
    }

    public Login at(URI node) {
        return new Login(
                node, userID, platform, token, framing, compression, textResult, background, heartbeat, timeout);
    }

    public Login withToken(String other) {
        return new Login(
                url, userID, platform, other, framing, compression, textResult, background, heartbeat, timeout);
    }

    public Login withCompression(Compression other) {
        return new Login(url, userID, platform, token, framing, other, textResult, background, heartbeat, timeout);
    }

    public Login withHeartbeat(Heartbeat other) {
        return new Login(url, userID, platform, token, framing, compression, textResult, background, other, timeout);
    }

    public Login withTimeout(Duration other) {
        return new Login(url, userID, platform, token, framing, compression, textResult, background, heartbeat, other);
    }

    FrameCodec codec() {
        return FrameCodec.forClient(framing, compression);
    }

    /** The URL with everything a server wants to know in its query. */
    URI connectUrl(String operationID) {
        StringBuilder query = new StringBuilder(url.toString());
        query.append(url.getQuery() == null ? '?' : '&');
        query.append("sendID=").append(encoded(userID));
        query.append("&token=").append(encoded(token));
        query.append("&platformID=").append(platform.id());
        query.append("&operationID=").append(encoded(operationID));
        query.append("&isBackground=").append(background);
        if (compression == Compression.GZIP) {
            query.append("&compression=gzip");
        }
        if (framing != Framing.GOB) {
            query.append("&sdkType=").append(framing.sdkType());
        }
        if (textResult) {
            query.append("&isMsgResp=true");
        }
        return URI.create(query.toString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** A token is a secret, so it is not shown. */
    @Override
    public String toString() {
        return "Login[" + userID + " on " + platform + " at " + url + ", " + framing + ", " + compression + "]";
    }
}
