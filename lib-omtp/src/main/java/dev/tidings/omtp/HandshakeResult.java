package dev.tidings.omtp;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How a handshake ended: a JSON text, sent as the first frame if the client asked for it, or else, when it failed, as
 * the body of an HTTP answer.
 *
 * @param errCode 0 if the connection stands
 * @param errMsg for people
 * @param errDlt details for developers
 */
public record HandshakeResult(int errCode, String errMsg, String errDlt) {
    public static final HandshakeResult OK = new HandshakeResult(0, "", "");

    /** {@code {"errCode":0,"errMsg":"","errDlt":""}}, as text. */
    public String json() {
        StringBuilder out = new StringBuilder(64).append("{\"errCode\":").append(errCode);
        JsonText.quote(out.append(",\"errMsg\":"), errMsg);
        JsonText.quote(out.append(",\"errDlt\":"), errDlt);
        return out.append('}').toString();
    }

    /**
     * Reads what {@link #json()} writes; members may be missing.
     *
     * @throws MalformedFrameException if the text is not such an object
     */
    public static HandshakeResult parse(String text) {
        int[] errCode = new int[1];
        Map<String, String> texts = new HashMap<>();
        JsonScanner.object(text.getBytes(StandardCharsets.UTF_8), (name, value) -> {
            switch (name) {
                case "errCode" -> errCode[0] = value.integer();
                case "errMsg", "errDlt" -> texts.put(name, value.isNull() ? "" : value.string());
                default -> value.skip();
            }
        });
        return new HandshakeResult(errCode[0], texts.getOrDefault("errMsg", ""), texts.getOrDefault("errDlt", ""));
    }
}
