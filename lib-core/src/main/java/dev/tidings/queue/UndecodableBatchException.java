package dev.tidings.queue;

/** The bytes on a queue are not a batch: no retry will make them one, an operator has to look at them. */
public class UndecodableBatchException extends RuntimeException {
    UndecodableBatchException(Throwable cause) {
        super("not a batch of messages", cause);
    }
}
