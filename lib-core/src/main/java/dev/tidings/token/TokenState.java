package dev.tidings.token;

/** What is known of a token with a good signature. The numbers are in the table and in Redis: never reuse one. */
enum TokenState {
    NORMAL(0),
    KICKED(2),
    /** Not in the table. Never stored. */
    ABSENT(-1);

    private final int number;

    TokenState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** @throws IllegalStateException for a number that is never stored */
    static TokenState of(int number) {
        return switch (number) {
            case 0 -> NORMAL;
            case 2 -> KICKED;
            default -> throw new IllegalStateException("no token state has the number " + number);
        };
    }
}
