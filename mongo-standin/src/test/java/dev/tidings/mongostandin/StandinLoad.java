package dev.tidings.mongostandin;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * A load on a running server, and what it cost: {@code URI DOCUMENTS BATCH THREADS STREAMS random|ordered
 * [PID]}. The word says whether message ids are random or begin with a counter. With the server's process id, its
 * processor time and written bytes are printed per document.
 */
final class StandinLoad {
    private static final int BODY_BYTES = 200;
    private static final int PAGE = 50;
    private static final int TICKS_PER_SECOND = 100;

    private final MongoCollection<Document> cells;
    private final MongoCollection<Document> members;
    private final int batch;
    private final int threads;
    private final int streams;
    private final boolean ordered;
    private final long pid;
    private final AtomicLong[] seqs;

    private StandinLoad(MongoDatabase database, int batch, int threads, int streams, boolean ordered, long pid) {
        this.cells = database.getCollection("cell");
        this.members = database.getCollection("member");
        this.batch = batch;
        this.threads = threads;
        this.streams = streams;
        this.ordered = ordered;
        this.pid = pid;
        this.seqs = new AtomicLong[streams];
        Arrays.setAll(seqs, i -> new AtomicLong());
    }

    public static void main(String[] args) throws Exception {
        int documents = Integer.parseInt(args[1]);
        try (MongoClient client = MongoClients.create(args[0])) {
            MongoDatabase database = client.getDatabase("load");
            database.drop();
            database.getCollection("cell")
                    .createIndex(
                            Indexes.ascending("o", "m"),
                            new IndexOptions().name("o_m").unique(true));
            database.getCollection("member").createIndex(Indexes.ascending("o"), new IndexOptions().name("o"));
            StandinLoad load = new StandinLoad(
                    database,
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]),
                    args[5].equals("ordered"),
                    args.length > 6 ? Long.parseLong(args[6]) : 0);
            load.inserts(documents);
            load.reads();
            load.upserts(100_000);
        }
    }

    private void inserts(int documents) throws Exception {
        for (int round = 0; round < 4; round++) {
            int commands = documents / batch / threads / 4;
            measure("insert, batches of " + batch, (long) commands * batch * threads, thread -> {
                Random random = new Random(thread);
                List<Long> nanos = new ArrayList<>();
                for (int i = 0; i < commands; i++) {
                    List<Document> page = new ArrayList<>(batch);
                    for (int j = 0; j < batch; j++) {
                        page.add(cell(random.nextInt(streams), random));
                    }
                    long start = System.nanoTime();
                    cells.insertMany(page, new InsertManyOptions().ordered(false));
                    nanos.add(System.nanoTime() - start);
                }
                return nanos;
            });
        }
    }

    private Document cell(int stream, Random random) {
        byte[] body = new byte[BODY_BYTES];
        random.nextBytes(body);
        long seq = seqs[stream].incrementAndGet();
        String owner = "u:user" + stream;
        return new Document("_id", id(owner, seq))
                .append("o", owner)
                .append("m", String.format("%016x%08x", ordered ? seq : random.nextLong(), seq))
                .append("s", seq)
                .append("t", 1_760_000_000_000L + seq)
                .append("b", new Binary(body));
    }

    private static String id(String owner, long seq) {
        return owner + "/" + String.format("%019d", seq);
    }

    private void reads() throws Exception {
        int pages = 5000;
        measure("page of 50 by _id range, ascending", (long) pages * threads, thread -> {
            Random random = new Random(thread);
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < pages; i++) {
                int stream = random.nextInt(streams);
                String owner = "u:user" + stream;
                long from = 1 + (long) (random.nextDouble() * Math.max(1, seqs[stream].get() - PAGE));
                long start = System.nanoTime();
                List<Document> page = cells.find(Filters.and(
                                Filters.gte("_id", id(owner, from)), Filters.lte("_id", id(owner, from + 1_000_000))))
                        .sort(i % 2 == 0 ? Sorts.ascending("_id") : Sorts.descending("_id"))
                        .limit(PAGE)
                        .into(new ArrayList<>());
                nanos.add(System.nanoTime() - start);
                if (page.isEmpty()) {
                    throw new IllegalStateException("nothing from " + id(owner, from));
                }
            }
            return nanos;
        });
    }

    private void upserts(int updates) throws Exception {
        int each = updates / threads / 20;
        measure("upsert by _id, 20 in a command", (long) each * threads * 20, thread -> {
            Random random = new Random(thread);
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                List<WriteModel<Document>> models = new ArrayList<>();
                for (int j = 0; j < 20; j++) {
                    String owner = "u:user" + random.nextInt(streams);
                    String conversation = "si_" + owner + "_" + random.nextInt(20);
                    models.add(new UpdateOneModel<>(
                            Filters.eq("_id", owner + "|" + conversation),
                            Updates.combine(
                                    Updates.max("read", random.nextLong()),
                                    Updates.setOnInsert("o", owner),
                                    Updates.setOnInsert("c", conversation)),
                            new UpdateOptions().upsert(true)));
                }
                long start = System.nanoTime();
                members.bulkWrite(models);
                nanos.add(System.nanoTime() - start);
            }
            return nanos;
        });
    }

    private interface Work {
        List<Long> run(int thread) throws Exception;
    }

    private void measure(String what, long units, Work work) throws Exception {
        long ticks = ticks();
        long written = writtenBytes();
        long start = System.nanoTime();
        List<Long> nanos = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<Long>>> calls = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                calls.add(() -> work.run(number));
            }
            for (Future<List<Long>> done : executor.invokeAll(calls)) {
                nanos.addAll(done.get());
            }
        } finally {
            executor.shutdown();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        nanos.sort(null);
        System.out.printf(
                "%-40s %9.0f/s   p50 %6.2f ms  p99 %7.2f ms  max %7.2f ms",
                what,
                units / seconds,
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 99 / 100) / 1e6,
                nanos.get(nanos.size() - 1) / 1e6);
        if (pid > 0) {
            System.out.printf(
                    "   server: %6.1f us CPU and %7.0f bytes written each",
                    (ticks() - ticks) * 1e6 / TICKS_PER_SECOND / units, (double) (writtenBytes() - written) / units);
        }
        System.out.println();
    }

    private long ticks() throws Exception {
        if (pid == 0) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }

    private long writtenBytes() throws Exception {
        if (pid == 0) {
            return 0;
        }
        return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
                .filter(line -> line.startsWith("wchar:"))
                .mapToLong(line -> Long.parseLong(line.substring(7).trim()))
                .findFirst()
                .orElse(0);
    }
}
