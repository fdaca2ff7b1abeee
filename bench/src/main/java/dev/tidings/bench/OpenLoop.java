package dev.tidings.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends on a schedule that was drawn before, whether or not the server keeps up: Poisson arrivals, as of many people who
 * know nothing of each other.
 */
public final class OpenLoop {
    private static final long SPIN_NANOS = 20_000;

    private final Population population;
    private final Texts texts;
    private final Random random;
    private long nextNumber = 1;

    public OpenLoop(Population population, Texts texts, long seed) {
        this.population = population;
        this.texts = texts;
        this.random = new Random(seed);
    }

    /** Sends {@code rate} messages a second for so long; returns when the last one has been sent. */
    public Ledger run(double rate, double seconds) {
        long[] due = schedule(rate, seconds);
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        for (int i = 0; i < due.length; i++) {
            due[i] += start;
        }
        Ledger ledger = new Ledger(nextNumber, due);
        population.recordIn(ledger);
        for (int i = 0; i < due.length; i++) {
            await(due[i]);
            send(ledger, i, nextNumber + i);
        }
        nextNumber += due.length;
        return ledger;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What comes of it is in the ledger.
    private void send(Ledger ledger, int index, long number) {
        population.send(number, texts.of(number)).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(index, System.nanoTime());
            } else {
                ledger.refused();
            }
        });
    }

    private long[] schedule(double rate, double seconds) {
        int count = (int) Math.round(rate * seconds);
        long[] due = new long[count];
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) / rate;
            due[i] = (long) (at * 1e9);
        }
        return due;
    }

    private static void await(long due) {
        long wait = due - System.nanoTime();
        while (wait > 0) {
            if (wait > SPIN_NANOS) {
                LockSupport.parkNanos(wait - SPIN_NANOS / 2);
            } else {
                Thread.onSpinWait();
            }
            wait = due - System.nanoTime();
        }
    }

    /** Waits until all that was acked is everywhere and everything was answered, at most so long; gives the time it took. */
    public static double settle(Ledger ledger, double seconds) throws InterruptedException {
        long start = System.nanoTime();
        long until = start + (long) (seconds * 1e9);
        while (System.nanoTime() < until && (ledger.missing() > 0 || ledger.unanswered() > 0)) {
            Thread.sleep(20);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
