package dev.tidings.mongostandin;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, killed while it writes. */
class KillTest {
    private static final int ROUNDS = 3;
    private static final int THREADS = 4;
    private static final int MILLIS_OF_WRITING = 1200;

    @TempDir
    Path data;

    private final Set<String> inserted = ConcurrentHashMap.newKeySet();
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> counted = new ConcurrentHashMap<>();

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Server server = Server.start(data);
            try (MongoClient client = client(server)) {
                MongoCollection<Document> cells = cells(client);
                verify(cells);
                cells.createIndex(
                        Indexes.ascending("o", "m"),
                        new IndexOptions().name("o_m").unique(true));
                List<Thread> writers = writers(cells, round);
                Thread.sleep(MILLIS_OF_WRITING);
                server.kill();
                for (Thread writer : writers) {
                    writer.join();
                }
            } finally {
                server.kill();
            }
        }
        assertThat(inserted).hasSizeGreaterThan(100);
        Server server = Server.start(data);
        try (MongoClient client = client(server)) {
            verify(cells(client));
        } finally {
            assertThat(server.terminate()).as("exit code on SIGTERM").isEqualTo(143);
        }
    }

    private static MongoClient client(Server server) {
        return MongoClients.create("mongodb://127.0.0.1:" + server.port + "/?serverSelectionTimeoutMS=3000");
    }

    private static MongoCollection<Document> cells(MongoClient client) {
        return client.getDatabase("kill").getCollection("cell");
    }

    private List<Thread> writers(MongoCollection<Document> cells, int round) {
        List<Thread> writers = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            int writer = number;
            Thread thread = new Thread(() -> {
                try {
                    write(cells, new Random(31L * round + writer), round + "-" + writer);
                } catch (MongoException e) {
                    assertThat(e).hasMessageNotContaining("11000"); // the server is gone; anything else is a defect
                }
            });
            thread.start();
            writers.add(thread);
        }
        return writers;
    }

    private void write(MongoCollection<Document> cells, Random random, String writer) {
        String counter = "counter-" + writer;
        for (int command = 0; ; command++) {
            String batch = writer + "-" + command;
            int size = 1 + random.nextInt(40);
            cells.insertMany(
                    IntStream.range(0, size).mapToObj(i -> cell(batch, i)).toList());
            IntStream.range(0, size).forEach(i -> inserted.add(batch + "/" + i));
            cells.updateOne(
                    Filters.eq("_id", counter),
                    Updates.combine(Updates.inc("n", 1), Updates.set("o", counter)),
                    new UpdateOptions().upsert(true));
            counted.merge(counter, 1, Integer::sum);
            if (command % 5 == 4) {
                IntStream.range(0, size).forEach(i -> deleting.add(batch + "/" + i));
                cells.deleteMany(Filters.eq("o", batch));
                IntStream.range(0, size).forEach(i -> deleted.add(batch + "/" + i));
            }
        }
    }

    private static Document cell(String batch, int number) {
        return new Document("_id", batch + "/" + number)
                .append("o", batch)
                .append("m", "m" + number)
                .append("b", new Binary(new byte[300]));
    }

    private void verify(MongoCollection<Document> cells) {
        Map<String, Document> stored = new HashMap<>();
        cells.find().forEach(document -> stored.put(document.getString("_id"), document));
        assertThat(inserted.stream().filter(id -> !deleting.contains(id) && !stored.containsKey(id)))
                .as("acknowledged and lost")
                .isEmpty();
        assertThat(stored.keySet()).noneMatch(deleted::contains);
        counted.forEach((counter, count) ->
                assertThat(n(stored.get(counter))).as(counter).isBetween(count, count + 1));
        int byIndex = 0;
        for (Document document : cells.find(Filters.gte("o", "")).sort(Indexes.ascending("o", "m"))) {
            assertThat(stored.get(document.getString("_id"))).isEqualTo(document);
            byIndex++;
        }
        assertThat(byIndex).isEqualTo(stored.size());
        assertThat(cells.countDocuments(Filters.gte("o", ""))).isEqualTo(stored.size());
    }

    private static int n(@Nullable Document counter) {
        return counter == null ? 0 : counter.getInteger("n");
    }

    private static final class Server {
        private final Process process;
        private final int port;

        private Server(Process process, int port) {
            this.process = process;
            this.port = port;
        }

        static Server start(Path data) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MongoStandin.class.getName(),
                            "--port",
                            "0",
                            "--checkpoint-kb",
                            "300", // several a second, so that some are under way when it is killed
                            "--data",
                            data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader();
            String ready = output.readLine();
            if (ready == null) {
                throw new IOException("the server did not start");
            }
            assertThat(ready).startsWith("MongoDB stand-in ready on mongodb://127.0.0.1:");
            String address = ready.substring("MongoDB stand-in ready on mongodb://127.0.0.1:".length());
            return new Server(process, Integer.parseInt(address.substring(0, address.indexOf('/'))));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        int terminate() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }
}
