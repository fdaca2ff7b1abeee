package dev.tidings.launcher;

/** Something could not be started for a reason that says nothing about the next try. */
final class PassingException extends LaunchException {
    private static final long serialVersionUID = 1L;

    PassingException(String message) {
        super(message);
    }
}
