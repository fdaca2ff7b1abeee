package dev.tidings.rate;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each caller: a call takes a token, tokens come back at a steady rate, and a bucket that was left alone
 * is full. Whoever has not asked for the longest is forgotten first, and begins with a full bucket again.
 */
final class Buckets {
    private static final long TOKEN = 1_000;

    private final int perSecond;
    private final int burst;
    private final Clock clock;
    private final Map<String, Bucket> buckets;

    /**
     * @param perSecond tokens that come back; 0 for no limit
     * @param burst tokens in a full bucket, 1 or more
     * @param max callers to remember
     */
    Buckets(int perSecond, int burst, Clock clock, int max) {
        if (perSecond < 0 || burst < 1) {
            throw new IllegalArgumentException("a rate is 0 or more and a burst 1 or more");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > max;
            }
        };
    }

    /** Counts in thousandths of a token: one comes back each ms at a rate of one a second. */
    private static final class Bucket {
        private long thousandths;
        private long filledAt;

        Bucket(long thousandths, long filledAt) {
            this.thousandths = thousandths;
            this.filledAt = filledAt;
        }
    }

    /** Takes a token. @return zero, or how long it takes until there is one */
    Duration take(String caller) {
        return look(caller, true);
    }

    /** How long it takes until there is a token; zero if there is one. None is taken. */
    Duration untilNext(String caller) {
        return look(caller, false);
    }

    private Duration look(String caller, boolean takes) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        long now = clock.millis();
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(caller, it -> new Bucket(burst * TOKEN, now));
            // A clock that was set back refills nothing.
            long back = Math.max(0, now - bucket.filledAt) * perSecond;
            bucket.thousandths = Math.min(burst * TOKEN, bucket.thousandths + back);
            bucket.filledAt = now;
            long missing = TOKEN - bucket.thousandths;
            if (missing > 0) {
                return Duration.ofMillis((missing + perSecond - 1) / perSecond);
            }
            if (takes) {
                bucket.thousandths -= TOKEN;
            }
            return Duration.ZERO;
        }
    }

    int remembered() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
