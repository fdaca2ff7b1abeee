package dev.tidings.omtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A text frame: the pure JavaScript SDK can't send control frames, so it pings with these. */
public enum TextFrame {
    PING,
    PONG;

    /** As JSON text. */
    public String json() {
        return switch (this) {
            case PING -> "{\"type\":\"ping\"}";
            case PONG -> "{\"type\":\"pong\"}";
        };
    }

    /** The frame to answer this one with; a pong needs no answer. */
    public Optional<TextFrame> answer() {
        return switch (this) {
            case PING -> Optional.of(PONG);
            case PONG -> Optional.empty();
        };
    }

    /**
     * Reads a text frame.
     *
     * @throws MalformedFrameException if it is neither a ping nor a pong
     */
    public static TextFrame parse(String text) {
        if (text.length() > Envelope.MAX_STRING_BYTES) {
            throw new MalformedFrameException("text frame too long");
        }
        TextFrame[] found = new TextFrame[1];
        JsonScanner.object(text.getBytes(StandardCharsets.UTF_8), (name, value) -> {
            if (name.equals("type")) {
                found[0] = ofType(value.string());
            } else {
                value.skip();
            }
        });
        TextFrame frame = found[0];
        if (frame == null) {
            throw new MalformedFrameException("text frame without a type");
        }
        return frame;
    }

    private static TextFrame ofType(String type) {
        return switch (type) {
            case "ping" -> PING;
            case "pong" -> PONG;
            default -> throw new MalformedFrameException("unknown type of text frame");
        };
    }
}
