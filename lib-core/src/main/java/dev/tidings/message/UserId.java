package dev.tidings.message;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;

/**
 * A user's name in the protocol, chosen by the business server: 1 to 64 characters, without white space, control
 * characters, {@code /} and {@code |} (the stores' own separators).
 */
public record UserId(String value) implements Comparable<UserId> {
    public static final int MAX_LENGTH = 64;

    /** @throws ImException {@code ARGS} if it is blank, too long or has a forbidden character */
    public UserId {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new ImException(ErrorCode.ARGS, "a userID has 1 to " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/'
                    || c == '|'
                    || Character.isWhitespace(c)
                    || Character.isISOControl(c)
                    || isLoneSurrogate(value, i)) {
                throw new ImException(ErrorCode.ARGS, "a userID has no white space, control character, '/' or '|'");
            }
        }
    }

    private static boolean isLoneSurrogate(String s, int i) {
        char c = s.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1))
                : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
