package dev.tidings.omtp;

/**
 * Bytes from the other side that are not what the protocol allows, or exceed a limit. The message is a short constant
 * reason and never contains any of the content.
 */
public final class MalformedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrameException(String reason) {
        // Whoever sends rubbish must not be able to make us pay for a stack trace per frame.
        super(reason, null, false, false);
    }
}
