package dev.tidings.omtp;

/** The {@code msgFrom} of a message: who made it. */
public enum MessageFrom {
    USER(100),
    SYSTEM(200);

    private final int number;

    MessageFrom(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
