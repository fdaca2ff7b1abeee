package dev.tidings.example;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tells calls of Tidings from everybody else's. */
final class Signatures {
    /** An older call may be one that somebody recorded. */
    private static final Duration AGE_MAX = Duration.ofMinutes(5);

    private final byte[] secret;
    private final Clock clock;

    Signatures(String secret, Clock clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /**
     * Whether a call is genuine and recent.
     *
     * @param timestamp X-Tidings-Timestamp: ms since epoch
     * @param signatures X-Tidings-Signature: {@code <key id>=<hex>}, separated by commas; one of them must be ours
     * @param body the bytes as they came
     */
    boolean verify(@Nullable String timestamp, @Nullable String signatures, byte[] body) {
        if (timestamp == null || signatures == null || !timestamp.matches("[0-9]{1,15}")) {
            return false;
        }
        if (Math.abs(clock.millis() - Long.parseLong(timestamp)) > AGE_MAX.toMillis()) {
            return false;
        }
        byte[] expected = sign(timestamp, body).getBytes(StandardCharsets.US_ASCII);
        boolean genuine = false;
        for (String signature : signatures.split(",", -1)) {
            String hex = signature.substring(signature.indexOf('=') + 1).strip();
            // Takes as long for a wrong signature as for a right one.
            genuine |= MessageDigest.isEqual(expected, hex.getBytes(StandardCharsets.US_ASCII));
        }
        return genuine;
    }

    private String sign(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
