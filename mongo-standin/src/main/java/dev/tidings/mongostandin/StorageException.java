package dev.tidings.mongostandin;

/** The data cannot be opened or written; the message is a sentence for whoever runs the server. */
final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StorageException(String message) {
        super(message);
    }

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
