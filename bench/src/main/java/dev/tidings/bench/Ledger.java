package dev.tidings.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * What became of every message of one step: when it was due, when it was acked, and when each of the three devices that
 * are to get it did. Latency counts from when a message was due, so that a driver or server that stalls cannot hide it.
 */
public final class Ledger {
    /** Where a message is to arrive; the sending device is not among them. */
    enum Place {
        RECEIVER_1(0),
        RECEIVER_2(1),
        SENDER_2(2);

        private final int index;

        Place(int index) {
            this.index = index;
        }
    }

    private static final int PLACES = Place.values().length;
    /** Far beyond what any step waits. */
    private static final long LONGEST_MICROS = 600_000_000;

    private final long firstNumber;
    private final long[] due;
    private final AtomicLongArray acked;
    private final AtomicLongArray arrived;
    private final AtomicIntegerArray copies;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong outOfOrder = new AtomicLong();

    /**
     * @param firstNumber the number of the step's first message
     * @param due when each is to be sent, as {@link System#nanoTime} counts
     */
    Ledger(long firstNumber, long[] due) {
        this.firstNumber = firstNumber;
        this.due = due.clone();
        this.acked = new AtomicLongArray(due.length);
        this.arrived = new AtomicLongArray(due.length * PLACES);
        this.copies = new AtomicIntegerArray(due.length * PLACES);
    }

    int size() {
        return due.length;
    }

    long due(int index) {
        return due[index];
    }

    void acked(int index, long now) {
        acked.compareAndSet(index, 0, now);
    }

    void refused() {
        refused.incrementAndGet();
    }

    void arrived(long number, Place place, long now) {
        long index = number - firstNumber;
        if (index >= 0 && index < due.length) {
            int cell = (int) index * PLACES + place.index;
            arrived.compareAndSet(cell, 0, now);
            copies.incrementAndGet(cell);
        }
    }

    /** A device got a message after one that its sender had sent later. */
    void outOfOrder() {
        outOfOrder.incrementAndGet();
    }

    /** Acked messages that are not yet everywhere. */
    long missing() {
        long missing = 0;
        for (int i = 0; i < due.length; i++) {
            for (int place = 0; place < PLACES; place++) {
                if (acked.get(i) != 0 && copies.get(i * PLACES + place) == 0) {
                    missing++;
                }
            }
        }
        return missing;
    }

    /** Messages that were neither acked nor refused. */
    long unanswered() {
        long acks = 0;
        for (int i = 0; i < due.length; i++) {
            acks += acked.get(i) == 0 ? 0 : 1;
        }
        return due.length - acks - refused.get();
    }

    public Verdict verdict() {
        Taken taken = new Taken();
        for (int i = 0; i < due.length; i++) {
            taken.add(i);
        }
        return new Verdict(
                taken.accepted,
                taken.delivered,
                refused.get(),
                unanswered(),
                missing(),
                taken.duplicated,
                outOfOrder.get(),
                Latency.of(taken.toAck),
                Latency.of(taken.toReceiver),
                Latency.of(taken.toOwn));
    }

    /**
     * The latencies of the messages that were due in each stretch of the step, one stretch after the other.
     *
     * @param seconds of a stretch; the last one may be shorter
     */
    public List<Stretch> stretches(double seconds) {
        List<Stretch> stretches = new ArrayList<>();
        int next = 0;
        for (long end = (long) (seconds * 1e9); next < due.length; end += (long) (seconds * 1e9)) {
            Taken taken = new Taken();
            while (next < due.length && due[next] - due[0] < end) {
                taken.add(next++);
            }
            stretches.add(new Stretch(
                    seconds * stretches.size(), taken.accepted, Latency.of(taken.toAck), Latency.of(taken.toReceiver)));
        }
        return stretches;
    }

    /** How long some of the messages took. */
    private final class Taken {
        private final Histogram toAck = new Histogram(LONGEST_MICROS, 3);
        private final Histogram toReceiver = new Histogram(LONGEST_MICROS, 3);
        private final Histogram toOwn = new Histogram(LONGEST_MICROS, 3);
        private long accepted;
        private long delivered;
        private long duplicated;

        void add(int index) {
            if (acked.get(index) != 0) {
                accepted++;
                toAck.recordValue(micros(acked.get(index) - due[index]));
            }
            for (Place place : Place.values()) {
                int cell = index * PLACES + place.index;
                if (copies.get(cell) > 0) {
                    delivered++;
                    duplicated += copies.get(cell) - 1;
                    (place == Place.SENDER_2 ? toOwn : toReceiver).recordValue(micros(arrived.get(cell) - due[index]));
                }
            }
        }
    }

    private static long micros(long nanos) {
        return Math.min(LONGEST_MICROS, Math.max(0, nanos / 1000));
    }

    /**
     * The step's outcome.
     *
     * @param lost acked, but missing at a device when the step's time was over
     * @param unanswered neither acked nor refused
     */
    public record Verdict(
            long accepted,
            long delivered,
            long refused,
            long unanswered,
            long lost,
            long duplicated,
            long outOfOrder,
            Latency ack,
            Latency receive,
            Latency ownDevice) {
        public boolean isClean() {
            return refused == 0 && unanswered == 0 && lost == 0 && duplicated == 0 && outOfOrder == 0;
        }
    }

    /**
     * A part of the step.
     *
     * @param from seconds after the step's first message was due
     * @param accepted messages that were due in it and acked at some time
     */
    public record Stretch(double from, long accepted, Latency ack, Latency receive) {}

    /** Quantiles in milliseconds. */
    public record Latency(double p50, double p95, double p99, double p999, double max) {
        public static Latency of(Histogram histogram) {
            return new Latency(
                    ms(histogram, 50),
                    ms(histogram, 95),
                    ms(histogram, 99),
                    ms(histogram, 99.9),
                    histogram.getMaxValue() / 1000.0);
        }

        private static double ms(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile) / 1000.0;
        }
    }
}
