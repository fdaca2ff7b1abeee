package dev.tidings.bench;

/** Message texts of one size that tell their number: {@code m<number>;....}. */
public final class Texts {
    private final String padding;
    private final int bytes;

    /** @param bytes of each text, at least 24 */
    public Texts(int bytes) {
        this.bytes = bytes;
        this.padding = ".".repeat(bytes);
    }

    public String of(long number) {
        String head = "m" + number + ";";
        return head + padding.substring(0, bytes - head.length());
    }

    /** The number of a text, or -1 if it is none of ours. */
    static long number(CharSequence text) {
        if (text.length() < 3 || text.charAt(0) != 'm') {
            return -1;
        }
        long number = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ';') {
                return number;
            }
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return -1;
    }
}
