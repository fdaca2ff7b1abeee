package dev.tidings.gateway.socket;

import jakarta.websocket.CloseReason;

/** Why this server closes a socket, as codes that clients can look up in docs/protocol.md. */
enum CloseReasons {
    /** The frame is not OMTP, speaks for another user or asks for something unknown. */
    PROTOCOL(4001, "protocol error"),
    /** The client does not read what it is sent; it reconnects and pulls. */
    TOO_SLOW(4002, "too slow"),
    /** Another login took this one's place, or the token was revoked. */
    KICKED(4003, "kicked"),
    /** The connect query or the token was refused; the first text frame said why. */
    REFUSED(4004, "refused"),
    /** The client asked to be logged out. */
    LOGGED_OUT(4005, "logged out"),
    /** The client has not answered a ping for too long. */
    SILENT(4006, "no sign of life"),
    /** This node is going away; the client reconnects to another. */
    GOING_AWAY(1001, "node is going away");

    private final int code;
    private final String phrase;

    CloseReasons(int code, String phrase) {
        this.code = code;
        this.phrase = phrase;
    }

    CloseReason reason() {
        return new CloseReason(CloseReason.CloseCodes.getCloseCode(code), phrase);
    }
}
