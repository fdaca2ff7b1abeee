package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;

/** The business server refused, in its own words: code, message and detail go to the caller as they are. */
public final class RefusedByHook extends ImException {
    /** Longer texts are cut: they travel in every answer. */
    private static final int TEXT_MAX = 1_000;
    /** An SDK that is told one of these logs its user out, which no refusal means. */
    private static final int TOKEN_CODES_FROM = 1500;

    private static final int TOKEN_CODES_TO = 1599;

    private final int number;
    private final String message;

    /** @param number an {@code errCode}; 0 and those of tokens (15xx) become {@link ErrorCode#CALLBACK} */
    RefusedByHook(int number, String message, String detail) {
        super(ErrorCode.CALLBACK, cut(detail));
        boolean own = number != 0 && (number < TOKEN_CODES_FROM || number > TOKEN_CODES_TO);
        this.number = own ? number : ErrorCode.CALLBACK.number();
        this.message = message.isBlank() ? ErrorCode.CALLBACK.wireName() : cut(message);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String wireName() {
        return message;
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }
}
