package dev.tidings.bench.scenario;

import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.UserId;
import dev.tidings.redis.RedisScript;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/** Redis: a receipt for each message, places for a group in one script, their settlement in another one. */
final class SeqLoad implements PartLoad {
    private static final String PREFIX = "im:seq:bench:";
    private static final SetParams RECEIPT = SetParams.setParams().nx().px(86_400_000);

    private final Traffic traffic;
    private final URI url;
    private final RedisScript allocate = new RedisScript(Seqs.class, "unlogged.lua", "allocate.lua");
    private final RedisScript settle = new RedisScript(Seqs.class, "unlogged.lua", "settle.lua");
    private final List<Jedis> sessions = new ArrayList<>();
    private final ThreadLocal<Jedis> session = ThreadLocal.withInitial(this::connect);

    SeqLoad(Traffic traffic, URI url) {
        this.traffic = traffic;
        this.url = url;
        Set<Series> all = new LinkedHashSet<>();
        for (List<UserId> pair : traffic.pairs()) {
            all.add(Series.of(Traffic.conversation(pair)));
            pair.forEach(user -> all.add(Series.mailboxOf(user)));
        }
        try (Jedis jedis = new Jedis(url);
                Pipeline pipeline = jedis.pipelined()) {
            Map<String, String> nothingYet = Map.of("n", "0", "w", "0", "h", "", "a", "");
            all.forEach(series -> pipeline.hset(PREFIX + "s:" + series.key(), nothingYet));
        }
    }

    private synchronized Jedis connect() {
        Jedis jedis = new Jedis(url);
        sessions.add(jedis);
        return jedis;
    }

    @Override
    public String part() {
        return "redis";
    }

    @Override
    public String work() {
        return "a receipt, three places given, three settled; one round trip each for a group";
    }

    @Override
    public int groupsAtOnce() {
        return 2;
    }

    @Override
    public Runnable group(List<Long> numbers) {
        List<PlacedMessage> messages = numbers.stream().map(traffic::at).toList();
        return () -> place(session.get(), messages);
    }

    private void place(Jedis jedis, List<PlacedMessage> messages) {
        List<String> claims = new ArrayList<>(List.of(PREFIX));
        try (Pipeline receipts = jedis.pipelined()) {
            for (PlacedMessage each : messages) {
                String id = each.message().id().value();
                receipts.set(
                        "im:receipt:" + id, "1700000000000 " + each.message().conversation(), RECEIPT);
                List<Series> series = PlacedMessage.seriesOf(each.message());
                claims.add(id);
                claims.add(Integer.toString(series.size()));
                series.forEach(it -> claims.add(it.key()));
            }
        }
        List<?> answer = (List<?>) allocate.run(jedis, claims);
        WrongCountException.require("series without a counter", 0, ((List<?>) answer.get(0)).size());
        // Each with a watermark behind it.
        List<?> seqs = (List<?>) answer.get(1);
        List<String> stored = new ArrayList<>(List.of(PREFIX));
        int next = 0;
        for (PlacedMessage each : messages) {
            List<Series> series = PlacedMessage.seriesOf(each.message());
            stored.add(each.message().id().value());
            stored.add(Integer.toString(series.size()));
            for (Series it : series) {
                stored.add(it.key());
                stored.add(String.valueOf(seqs.get(next)));
                next += 2;
            }
        }
        settle.run(jedis, stored);
    }

    @Override
    public void close() {
        sessions.forEach(Jedis::close);
    }
}
