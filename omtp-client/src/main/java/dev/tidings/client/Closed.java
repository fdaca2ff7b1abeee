package dev.tidings.client;

/**
 * How a connection ended.
 *
 * @param code the WebSocket close code of the side that closed first; 1006 if there was none
 * @param reason what came with the code, or what happened
 */
public record Closed(int code, String reason) {
    /** The code that stands for an end without a close frame; never on the wire. */
    public static final int ABNORMAL = 1006;
}
