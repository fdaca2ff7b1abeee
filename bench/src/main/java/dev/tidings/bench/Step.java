package dev.tidings.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured load.
 *
 * @param server its name in tables
 * @param round 1 and up
 * @param rate messages a second that were due
 * @param seconds for which they were
 * @param verdict what became of the messages
 * @param settleSeconds from the last send until everything was everywhere
 * @param cpuMillis used by each part of the server from the first send until then
 * @param driverCpuMillis used by the driver meanwhile
 * @param residentKb of each part at the end
 * @param writtenBytes by each part, as given to the file system for the disk
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
    /** The part that is a stand-in for MongoDB. */
    static final String STANDIN = "mongodb";

    /** The most that a sustainable load may take to the receiver in the 99th percentile. */
    static final double P99_MS = 200;

    /** Backlog that is gone later than this after the last send was too much. */
    static final double SETTLE_SECONDS = 10;

    @JsonProperty("sustained")
    boolean isSustained() {
        return verdict.isClean() && verdict.receive().p99() <= P99_MS && settleSeconds <= SETTLE_SECONDS;
    }

    /** Whether nothing was lost, doubled, refused or out of order, at the devices and in the mailboxes. */
    @JsonProperty("clean")
    boolean isClean() {
        return verdict.isClean() && storedMissing <= 0;
    }

    /** Over the time of sending and settling, so that what was accepted too late does not count as throughput. */
    @JsonProperty("acceptedPerSecond")
    double acceptedPerSecond() {
        return verdict.accepted() / (seconds + settleSeconds);
    }

    /** Copies that reached a device; likewise. */
    @JsonProperty("deliveredPerSecond")
    double deliveredPerSecond() {
        return verdict.delivered() / (seconds + settleSeconds);
    }

    /** Milliseconds of processor time for each accepted message. */
    @JsonProperty("cpuMillisPerMessage")
    double cpuPerMessage() {
        return perMessage(cpuMillis.values().stream().mapToLong(Long::longValue).sum());
    }

    double cpuPerMessage(String part) {
        return perMessage(cpuMillis.getOrDefault(part, 0L));
    }

    @JsonProperty("cpuMillisPerMessageByPart")
    Map<String, Double> cpuPerMessageByPart() {
        Map<String, Double> byPart = new LinkedHashMap<>();
        cpuMillis.keySet().forEach(part -> byPart.put(part, cpuPerMessage(part)));
        return byPart;
    }

    /** The same without the MongoDB stand-in, in whose place production has another program. */
    @JsonProperty("cpuMillisPerMessageWithoutStandin")
    double cpuPerMessageWithoutStandin() {
        return cpuPerMessage() - cpuPerMessage(STANDIN);
    }

    @JsonProperty("driverCpuMillisPerMessage")
    double driverCpuPerMessage() {
        return perMessage(driverCpuMillis);
    }

    @JsonProperty("writtenBytesPerMessage")
    double writtenPerMessage() {
        return perMessage(
                writtenBytes.values().stream().mapToLong(Long::longValue).sum());
    }

    double writtenPerMessage(String part) {
        return perMessage(writtenBytes.getOrDefault(part, 0L));
    }

    double residentMb(String part) {
        return residentKb.getOrDefault(part, 0L) / 1024.0;
    }

    double residentMb() {
        return residentKb.values().stream().mapToLong(Long::longValue).sum() / 1024.0;
    }

    private double perMessage(long total) {
        return verdict.accepted() == 0 ? 0 : (double) total / verdict.accepted();
    }
}
