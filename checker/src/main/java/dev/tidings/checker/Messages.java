package dev.tidings.checker;

import java.util.Arrays;

/**
 * A row of numbers for each message, found by a hash of its sender and clientMsgID. 64 bits tell two million messages apart
 * but for one chance in ten million.
 */
final class Messages {
    private static final int START = 1 << 10;

    /** What is known of a message, as bits. */
    static final int ACKED = 1;

    static final int NO_HISTORY = 1 << 1;
    static final int NOT_PERSISTENT = 1 << 2;
    static final int PUSHED = 1 << 3;
    static final int PULLED = 1 << 4;
    static final int IN_CONVERSATION = 1 << 5;
    static final int IN_SENDERS_MAILBOX = 1 << 6;
    static final int IN_RECEIVERS_MAILBOX = 1 << 7;
    static final int IN_HISTORY = 1 << 8;
    static final int HOOK_ASKED = 1 << 9;
    static final int HOOK_ALLOWED = 1 << 10;
    static final int HOOK_REFUSED = 1 << 11;
    static final int HOOK_REWROTE = 1 << 12;
    static final int REVOKED = 1 << 13;
    static final int HAS_BODY = 1 << 14;
    static final int HAS_SENT_BODY = 1 << 15;
    static final int SEVERAL_BODIES = 1 << 16;
    static final int TRANSIENT = 1 << 17;

    private final LongIntMap numbers = new LongIntMap();
    private int size;

    int[] flags = new int[START];
    int[] sender = new int[START];
    int[] receiver = new int[START];
    int[] conversation = new int[START];
    int[] seq = new int[START];
    int[] sendersMailboxSeq = new int[START];
    int[] receiversMailboxSeq = new int[START];
    int[] attempts = new int[START];
    int[] refusals = new int[START];
    int[] connection = new int[START];
    long[] lastSend = new long[START];
    int[] clock = new int[START];
    int[] client = new int[START];
    int[] answers = new int[START];
    int[] sendLine = new int[START];
    int[] ackLine = new int[START];
    int[] seenLine = new int[START];
    long[] firstSend = new long[START];
    long[] firstAck = new long[START];
    long[] sentBody = new long[START];
    long[] body = new long[START];
    long[] serverId = new long[START];
    long[] afterEvent = new long[START];

    /** The number of a message, from 1; a new one if it was never seen. */
    int of(String senderID, String clientMsgID) {
        long hash = Hash.of(senderID, clientMsgID);
        int known = numbers.get(hash);
        if (known != 0) {
            return known;
        }
        size++;
        if (size == flags.length) {
            grow();
        }
        numbers.put(hash, size);
        return size;
    }

    int size() {
        return size;
    }

    boolean has(int message, int flag) {
        return (flags[message] & flag) != 0;
    }

    void set(int message, int flag) {
        flags[message] |= flag;
    }

    /** Whether anybody found it anywhere. */
    boolean isSeen(int message) {
        return has(message, PUSHED | PULLED | IN_CONVERSATION | IN_SENDERS_MAILBOX | IN_RECEIVERS_MAILBOX | IN_HISTORY);
    }

    /** Whether every attempt to send it definitely failed. */
    boolean isRefused(int message) {
        return attempts[message] > 0 && refusals[message] >= attempts[message];
    }

    /** The line that names it best. */
    int line(int message) {
        return sendLine[message] != 0 ? sendLine[message] : seenLine[message];
    }

    private void grow() {
        int length = flags.length * 2;
        flags = Arrays.copyOf(flags, length);
        sender = Arrays.copyOf(sender, length);
        receiver = Arrays.copyOf(receiver, length);
        conversation = Arrays.copyOf(conversation, length);
        seq = Arrays.copyOf(seq, length);
        sendersMailboxSeq = Arrays.copyOf(sendersMailboxSeq, length);
        receiversMailboxSeq = Arrays.copyOf(receiversMailboxSeq, length);
        attempts = Arrays.copyOf(attempts, length);
        refusals = Arrays.copyOf(refusals, length);
        connection = Arrays.copyOf(connection, length);
        lastSend = Arrays.copyOf(lastSend, length);
        clock = Arrays.copyOf(clock, length);
        client = Arrays.copyOf(client, length);
        answers = Arrays.copyOf(answers, length);
        sendLine = Arrays.copyOf(sendLine, length);
        ackLine = Arrays.copyOf(ackLine, length);
        seenLine = Arrays.copyOf(seenLine, length);
        firstSend = Arrays.copyOf(firstSend, length);
        firstAck = Arrays.copyOf(firstAck, length);
        sentBody = Arrays.copyOf(sentBody, length);
        body = Arrays.copyOf(body, length);
        serverId = Arrays.copyOf(serverId, length);
        afterEvent = Arrays.copyOf(afterEvent, length);
    }
}
