package dev.tidings.msg;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.omtp.proto.MsgData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was let through, as it is kept: the SHA-256 of what was asked about, 32 bytes, and then the rewritten MsgData, or nothing
 * for as it came. It counts for the same message alone: who puts other words under a clientMsgID is asked about anew.
 */
final class Decision {
    private static final int HASH_BYTES = 32;

    private final ByteString kept;

    private Decision(ByteString kept) {
        this.kept = kept;
    }

    static Decision kept(ByteString kept) {
        return new Decision(kept);
    }

    /** @param allowed equal to {@code asked} if nothing was rewritten */
    static Decision of(MsgData asked, MsgData allowed) {
        ByteString form = allowed.equals(asked) ? ByteString.EMPTY : allowed.toByteString();
        return new Decision(hash(asked).concat(form));
    }

    ByteString bytes() {
        return kept;
    }

    boolean isAbout(MsgData asked) {
        return kept.size() >= HASH_BYTES && kept.substring(0, HASH_BYTES).equals(hash(asked));
    }

    /** Empty if nothing was rewritten. */
    Optional<MsgData> rewritten() {
        if (kept.size() <= HASH_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(MsgData.parseFrom(kept.substring(HASH_BYTES)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept decision cannot be read", e);
        }
    }

    /** Of everything that a retry has in common with the first try; a map has no order on the wire, so it is given one. */
    private static ByteString hash(MsgData asked) {
        MsgData lasting = asked.toBuilder()
                .clearOptions()
                .clearSendTime()
                .clearCreateTime()
                .clearSenderPlatformID()
                .build();
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(lasting.toByteArray());
            sha.update(new TreeMap<>(asked.getOptionsMap()).toString().getBytes(StandardCharsets.UTF_8));
            return ByteString.copyFrom(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
