package dev.tidings.conversation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** The protocol's {@code idHash}, by which a client and the server find out whether they have the same list of ids. */
public final class IdHash {
    private static final int HASH_BYTES = 8;

    private IdHash() {}

    /**
     * The first eight bytes of the MD5 of the list as JSON text, as an unsigned big-endian number; 0 for an empty list.
     * The order of the list counts.
     */
    public static BigInteger of(List<String> ids) {
        if (ids.isEmpty()) {
            return BigInteger.ZERO;
        }
        StringBuilder json = new StringBuilder("[");
        for (String id : ids) {
            if (json.length() > 1) {
                json.append(',');
            }
            appendQuoted(json, id);
        }
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest(json.append(']').toString().getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** As Go's encoder writes it, whose output the clients hash: it escapes for HTML, too. */
    private static void appendQuoted(StringBuilder json, String id) {
        json.append('"');
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
