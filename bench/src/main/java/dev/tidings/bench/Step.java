package dev.tidings.bench;

import java.util.Map;

/**
 * One measured load.
 *
 * @param server its name
 * @param round 1 and up
 * @param rate messages a second that were due
 * @param seconds for which they were
 * @param verdict what became of the messages
 * @param settleSeconds from the last send until everything was everywhere
 * @param cpuMillis used by each part of the server from the first send until then
 * @param driverCpuMillis used by the driver meanwhile
 * @param residentKb of each part at the end
 * @param writtenBytes by each part
 * @param storedMissing messages that the mailboxes lack, compared with what was acked; -1 if the server cannot tell
 */
record Step(
        String server,
        int round,
        double rate,
        double seconds,
        Ledger.Verdict verdict,
        double settleSeconds,
        Map<String, Long> cpuMillis,
        long driverCpuMillis,
        Map<String, Long> residentKb,
        Map<String, Long> writtenBytes,
        long storedMissing) {
    /** The most that a sustainable load may take to the receiver in the 99th percentile. */
    static final double P99_MS = 200;

    /** Backlog that is gone later than this after the last send was too much. */
    static final double SETTLE_SECONDS = 10;

    boolean isSustained() {
        return verdict.isClean() && verdict.receive().p99() <= P99_MS && settleSeconds <= SETTLE_SECONDS;
    }

    /** Milliseconds of processor time for each accepted message. */
    double cpuPerMessage() {
        return perMessage(cpuMillis.values().stream().mapToLong(Long::longValue).sum());
    }

    double cpuPerMessage(String part) {
        return perMessage(cpuMillis.getOrDefault(part, 0L));
    }

    private double perMessage(long total) {
        return verdict.accepted() == 0 ? 0 : (double) total / verdict.accepted();
    }
}
