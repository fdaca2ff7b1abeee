package dev.tidings.seq;

import dev.tidings.redis.RedisConnections;

/** Seqs in a real Redis, for the tests of other packages. */
public final class TestSeqs {
    private TestSeqs() {}

    public static Seqs redis(RedisConnections connections, SeqTruth truth) {
        return new RedisSeqs(connections, truth);
    }

    public static Counters counters(RedisConnections connections) {
        return new RedisCounters(connections);
    }
}
