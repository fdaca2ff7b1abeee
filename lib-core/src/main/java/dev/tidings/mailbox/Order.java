package dev.tidings.mailbox;

/** From which end of a range a limited read starts. The answer is in this order. */
public enum Order {
    ASCENDING,
    DESCENDING
}
