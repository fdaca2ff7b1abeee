package dev.tidings.client;

/** Nothing was sent, because there was no connection to send it on. */
public final class NotConnectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConnectedException() {
        super("not connected");
    }
}
