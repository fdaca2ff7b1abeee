package dev.tidings.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.cluster.proto.Kind;
import dev.tidings.cluster.proto.Letter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells the letters of our own nodes from those of a stranger who got into the data grid: each ends with an HMAC-SHA256 of
 * the rest. The key is derived from {@code im.auth.token-secret}, which all nodes have and nobody else. A letter names whom
 * it is for; one that is recorded and sent again to the same node does what it did before, which is nothing.
 */
final class Seal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 32;
    private static final String PURPOSE = "tidings cluster 1";

    private final ThreadLocal<Mac> macs;

    Seal(String secret) {
        SecretKeySpec master = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        SecretKeySpec key = new SecretKeySpec(mac(master).doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(key));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    byte[] seal(Letter letter) {
        byte[] bytes = letter.toByteArray();
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + LENGTH);
        byte[] seal = macs.get().doFinal(bytes);
        System.arraycopy(seal, 0, sealed, bytes.length, LENGTH);
        return sealed;
    }

    /** The letter, if one of ours wrote it, and to {@code self} or to everyone. */
    Optional<Letter> open(NodeId self, byte[] sealed) {
        int length = sealed.length - LENGTH;
        if (length < 0) {
            return Optional.empty();
        }
        Mac mac = macs.get();
        mac.update(sealed, 0, length);
        if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(sealed, length, sealed.length))) {
            return Optional.empty();
        }
        try {
            Letter letter = Letter.parseFrom(ByteBuffer.wrap(sealed, 0, length));
            boolean forUs = letter.getTo().isEmpty()
                    ? isForAll(letter.getKind())
                    : letter.getTo().equals(self.value());
            return forUs ? Optional.of(letter) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a node sealed what is no letter", e);
        }
    }

    private static boolean isForAll(Kind kind) {
        return kind == Kind.PULSE || kind == Kind.CHANGES || kind == Kind.BYE;
    }
}
