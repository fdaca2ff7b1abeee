package dev.tidings.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The {@code serverMsgID}: 32 hex digits, a function of the sender and the {@code clientMsgID}, so that a retry is the
 * same message wherever and whenever it arrives.
 */
public record MessageId(String value) {
    /** The id of what {@code sender} calls {@code clientMsgId}. */
    public static MessageId of(UserId sender, String clientMsgId) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(sender.value().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            byte[] digest = sha.digest(clientMsgId.getBytes(StandardCharsets.UTF_8));
            return new MessageId(HexFormat.of().formatHex(digest, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
