package dev.tidings.token;

/** What tells a token from every other: 32 hex digits, the JWT's {@code jti}. It is no secret: it lacks the signature. */
public record TokenId(String value) {
    static final int LENGTH = 32;

    public TokenId {
        if (value.length() != LENGTH || !value.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
            throw new IllegalArgumentException("a token id has " + LENGTH + " hex digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
