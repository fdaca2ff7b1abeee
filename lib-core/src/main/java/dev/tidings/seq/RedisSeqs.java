package dev.tidings.seq;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.RedisScript;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Seqs in Redis: one script call for a batch, see the package description for the keys. */
@ApplicationScoped
class RedisSeqs implements Seqs {
    private static final System.Logger LOG = System.getLogger(RedisSeqs.class.getName());
    private static final String PREFIX = "im:seq:";
    /** Each round restores what the one before found missing; more than a few means that Redis is being emptied over and over. */
    private static final int RESTORES_MAX = 10;
    /** Reading the extent of a series takes milliseconds; whoever was away for longer reads it again. */
    private static final long RESTORE_SECONDS_MAX = 60;

    /** 500 series, six arguments each: Redis does nothing else while a script runs. */
    private static final int RESTORE_ARGUMENTS_MAX = 3_000;

    private static final int SCAN_COUNT = 1_000;

    private final RedisScript allocate = script("allocate.lua");
    private final RedisScript settle = script("settle.lua");
    private final RedisScript restore = script("restore.lua");
    private final RedisScript release = script("release.lua");
    private final RedisScript surrender = script("surrender.lua");
    private final RedisConnections redis;
    private final SeqTruth truth;

    @Inject
    RedisSeqs(RedisConnections redis, SeqTruth truth) {
        this.redis = redis;
        this.truth = truth;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisSeqs() {
        this(null, null);
    }

    private static RedisScript script(String name) {
        return new RedisScript(RedisSeqs.class, "unlogged.lua", name);
    }

    @Override
    public Allocation allocateSeeingNewest(List<Claim> claims) {
        if (claims.isEmpty()) {
            return new Allocation(List.of(), Map.of());
        }
        List<String> arguments = new ArrayList<>();
        for (Claim claim : claims) {
            arguments.add(claim.message().value());
            arguments.add(Integer.toString(claim.series().size()));
            claim.series().forEach(series -> arguments.add(series.key()));
        }
        List<?> answer = withCounters(session -> {
            List<?> all = (List<?>) allocate.run(session.jedis(), prefixed(session, arguments));
            return new Attempt(seriesOf((List<?>) all.get(0)), (List<?>) all.get(1));
        });
        return allocation(claims, answer);
    }

    /** @param answer a seq and a watermark for each series of each claim */
    private static Allocation allocation(List<Claim> claims, List<?> answer) {
        List<Places> places = new ArrayList<>(claims.size());
        Map<Series, Long> newest = new HashMap<>();
        Iterator<?> next = answer.iterator();
        for (Claim claim : claims) {
            Map<Series, Long> bySeries = new LinkedHashMap<>();
            for (Series series : claim.series()) {
                bySeries.put(series, (Long) next.next());
                newest.put(series, (Long) next.next());
            }
            places.add(new Places(claim.message(), bySeries));
        }
        return new Allocation(places, newest);
    }

    @Override
    public void settle(List<Places> stored) {
        if (stored.isEmpty()) {
            return;
        }
        List<String> arguments = new ArrayList<>();
        for (Places places : stored) {
            arguments.add(places.message().value());
            arguments.add(Integer.toString(places.seqs().size()));
            places.seqs().forEach((series, seq) -> {
                arguments.add(series.key());
                arguments.add(Long.toString(seq));
            });
        }
        withCounters(session ->
                new Attempt(seriesOf((List<?>) settle.run(session.jedis(), prefixed(session, arguments))), List.of()));
    }

    @Override
    public void surrender(MessageId message, Series series) {
        redis.with(session ->
                surrender.run(session.jedis(), prefixed(session, List.of(message.value(), series.key()))));
    }

    @Override
    public void release(MessageId message, Series series, long seq) {
        redis.with(session -> release.run(
                session.jedis(), prefixed(session, List.of(message.value(), series.key(), Long.toString(seq)))));
    }

    @Override
    public Map<Series, Long> newest(Collection<Series> wanted) {
        Map<Series, Long> newest = new HashMap<>();
        withCounters(session -> {
            Map<Series, Response<String>> answers = new HashMap<>();
            try (Pipeline pipeline = session.jedis().pipelined()) {
                for (Series series : wanted) {
                    if (!newest.containsKey(series)) {
                        answers.put(series, pipeline.hget(prefix(session) + "s:" + series.key(), "w"));
                    }
                }
                pipeline.sync();
            }
            Set<Series> missing = new HashSet<>();
            answers.forEach((series, answer) -> {
                if (answer.get() == null) {
                    missing.add(series);
                } else {
                    newest.put(series, Long.parseLong(answer.get()));
                }
            });
            return new Attempt(missing, List.of());
        });
        return newest;
    }

    /**
     * Drops what was written to an earlier Redis process and came back with its file, for it is never read again; and the
     * counters of series in which something is stored above the watermark. Mostly they are about to catch up, and are
     * counted anew; but below the watermark of one may be a place whose message was given up by a worker that died
     * before it could say so. The next message gets that one then.
     */
    @Override
    public void tidy() {
        redis.with(session -> {
            ScanParams ours = new ScanParams().match(PREFIX + "*").count(SCAN_COUNT);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = session.jedis().scan(cursor, ours);
                String[] stale = page.getResult().stream()
                        .filter(key -> !key.startsWith(prefix(session)))
                        .toArray(String[]::new);
                if (stale.length > 0) {
                    session.jedis().unlink(stale);
                }
                dropThoseBehind(session, page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            return cursor;
        });
    }

    private static void dropThoseBehind(RedisConnections.Session session, List<String> keys) {
        String counters = prefix(session) + "s:";
        Map<String, Response<String>> above = new HashMap<>();
        try (Pipeline pipeline = session.jedis().pipelined()) {
            for (String key : keys) {
                if (key.startsWith(counters)) {
                    above.put(key.substring(counters.length()), pipeline.hget(key, "a"));
                }
            }
            pipeline.sync();
            above.forEach((series, stored) -> {
                if (stored.get() != null && !stored.get().isEmpty()) {
                    pipeline.del(counters + series, prefix(session) + "r:" + series);
                }
            });
        }
    }

    /** What one run of a script came to: the counters it missed, or its answer. */
    private record Attempt(Set<Series> missing, List<?> answer) {}

    /**
     * Runs a script until it finds all the counters it needs, restoring the missing ones from the store in between. A
     * restore may be overtaken by a store of another node: whoever stored comes back through settle, which then finds the
     * counters and moves them on. One that is older than a later loss of the counters is refused, and read again.
     */
    private List<?> withCounters(java.util.function.Function<RedisConnections.Session, Attempt> script) {
        for (int round = 0; round < RESTORES_MAX; round++) {
            Attempt attempt = redis.with(script);
            if (attempt.missing().isEmpty()) {
                return attempt.answer();
            }
            restore(attempt.missing());
        }
        throw new ImException(ErrorCode.UNAVAILABLE, "Redis loses the seq counters again and again");
    }

    private void restore(Set<Series> missing) {
        Map<Series, String> tokens = redis.with(session -> tokens(session, missing));
        Map<Series, Extent> extents = truth.extents(missing);
        LOG.log(System.Logger.Level.DEBUG, () -> "restoring " + missing.size() + " seq counters from the mailboxes");
        List<String> arguments = new ArrayList<>();
        extents.forEach((series, extent) -> arguments.addAll(List.of(
                series.key(),
                Long.toString(extent.max()),
                Long.toString(extent.watermark()),
                join(extent.holes()),
                join(storedAboveWatermark(extent)),
                tokens.getOrDefault(series, ""))));
        for (List<String> some : Chunks.of(arguments, RESTORE_ARGUMENTS_MAX)) {
            redis.with(session -> restore.run(session.jedis(), prefixed(session, some)));
        }
    }

    /**
     * What proves, after the store was read, that it was read since the counters went missing: one token for all who
     * restore a series at the same time, and another for the next time.
     */
    private static Map<Series, String> tokens(RedisConnections.Session session, Set<Series> missing) {
        Map<Series, Response<String>> answers = new HashMap<>();
        try (Pipeline pipeline = session.jedis().pipelined()) {
            for (Series series : missing) {
                String key = prefix(session) + "r:" + series.key();
                SetParams ifAbsent = SetParams.setParams().nx().ex(RESTORE_SECONDS_MAX);
                pipeline.set(key, UUID.randomUUID().toString(), ifAbsent);
                answers.put(series, pipeline.get(key));
            }
            pipeline.sync();
        }
        Map<Series, String> tokens = new HashMap<>();
        answers.forEach((series, answer) -> tokens.put(series, answer.get()));
        return tokens;
    }

    private static List<Long> storedAboveWatermark(Extent extent) {
        Set<Long> holes = new HashSet<>(extent.holes());
        List<Long> stored = new ArrayList<>();
        for (long seq = extent.watermark() + 1; seq <= extent.max(); seq++) {
            if (!holes.contains(seq)) {
                stored.add(seq);
            }
        }
        return stored;
    }

    private static String join(List<Long> seqs) {
        return seqs.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Set<Series> seriesOf(List<?> keys) {
        return keys.stream()
                .map(key -> new Series(new String((byte[]) key, StandardCharsets.UTF_8)))
                .collect(Collectors.toSet());
    }

    private static String prefix(RedisConnections.Session session) {
        return PREFIX + session.runId() + ":";
    }

    private static List<String> prefixed(RedisConnections.Session session, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments.size() + 1);
        all.add(prefix(session));
        all.addAll(arguments);
        return all;
    }
}
