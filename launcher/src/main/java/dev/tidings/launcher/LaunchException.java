package dev.tidings.launcher;

/** Tidings cannot be started. The message is for the person at the terminal: what is wrong, and what to do. */
sealed class LaunchException extends RuntimeException permits PassingException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
