package dev.tidings.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that is shared with the business server.
 *
 * @param id tells the receiver which of two keys it is: the first 8 hex digits of the signature of {@value #ID_TEXT}, so
 *     that both sides know it without being told
 */
record SigningKey(String id, String secret) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ID_TEXT = "key-id";
    private static final int ID_DIGITS = 8;

    static SigningKey of(String secret) {
        return new SigningKey(
                hmac(secret, ID_TEXT.getBytes(StandardCharsets.UTF_8)).substring(0, ID_DIGITS), secret);
    }

    /** HMAC-SHA256 of {@code <timestamp>.<body>}, in hex. */
    String sign(String timestamp, byte[] body) {
        byte[] prefix = (timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, signed, 0, prefix.length);
        System.arraycopy(body, 0, signed, prefix.length, body.length);
        return hmac(secret, signed);
    }

    private static String hmac(String secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
