package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.JsonLinesHistory;
import dev.tidings.client.Login;
import dev.tidings.client.LostException;
import dev.tidings.client.Outcome;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.Seqs;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Users with devices who write to each other all the time: two devices each, gob with gzip and JSON, each over one of the
 * links. A message whose fate is unknown is sent again; some are sent again although they were acked, or while the
 * first is still under way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // How a send ends is in the history, and counted.
final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** More than that under way, and nobody writes until some are answered. */
    private static final int UNDER_WAY_MAX = 1_000;
    /** The first wait before a message is sent again; the next ones are longer. */
    private static final long RETRY_MILLIS = 200;

    private static final long RETRY_MILLIS_MAX = 3_000;
    /** One of so many is sent twice. */
    private static final int AGAIN = 40;

    private static final int NETWORK_THREADS = 2;

    private record Person(String id, RestClient rest, Compose compose, List<ImDevice> devices) {}

    private final ImNetwork network = new ImNetwork(NETWORK_THREADS, Clock.systemUTC());
    private final List<Person> people = new ArrayList<>();
    private final HistoryWriter notes;
    private final Random random;
    private final int perSecond;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong ackedSinceMark = new AtomicLong();
    private final AtomicLong lastAck = new AtomicLong(System.nanoTime());
    private final AtomicLong longestSilence = new AtomicLong();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retries");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger marks = new AtomicInteger();
    private volatile boolean writing;
    private final Thread writer = new Thread(this::write, "crowd");
    private final Thread reader = new Thread(this::read, "readers");

    /**
     * Registers the users; nobody is connected yet.
     *
     * @param urls where devices connect, one after the other by turns
     */
    Crowd(
            RestClient admin,
            List<URI> urls,
            int users,
            int perSecond,
            long seed,
            JsonLinesHistory history,
            HistoryWriter notes) {
        this.notes = notes;
        this.random = new Random(seed);
        this.perSecond = perSecond;
        String run = Long.toString(System.nanoTime(), 36);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            names.add("u" + i + "x" + run);
        }
        admin.register(names);
        for (int i = 0; i < users; i++) {
            people.add(person(admin, names.get(i), urls.get(i % urls.size()), history));
        }
    }

    private Person person(RestClient admin, String id, URI url, JsonLinesHistory history) {
        Login web = Login.web(url, id, admin.userToken(id, Platform.WEB));
        Login phone = Login.javascript(url, id, Platform.ANDROID, admin.userToken(id, Platform.ANDROID));
        List<ImDevice> devices = List.of(
                new ImDevice(id + "-web", network, web, DeviceOptions.FAST, new DeviceListener() {}, history),
                new ImDevice(id + "-phone", network, phone, DeviceOptions.FAST, new DeviceListener() {}, history));
        RestClient rest = admin.withToken(phone.token());
        return new Person(id, rest, new Compose(web, Clock.systemUTC()), devices);
    }

    List<String> users() {
        return people.stream().map(Person::id).toList();
    }

    void start() {
        devices().forEach(ImDevice::start);
        writing = true;
        writer.setDaemon(true);
        reader.setDaemon(true);
        writer.start();
        reader.start();
    }

    List<ImDevice> devices() {
        return people.stream().flatMap(it -> it.devices().stream()).toList();
    }

    /** Messages that were acked, each counted once. */
    long acked() {
        return acked.get();
    }

    /** From here on {@link #ackedSinceMark} counts messages that were begun from here on. */
    void mark() {
        marks.incrementAndGet();
        ackedSinceMark.set(0);
    }

    /** Messages that were begun, and acked, since the last {@link #mark}. */
    long ackedSinceMark() {
        return ackedSinceMark.get();
    }

    /** Messages that were given up within five minutes: refused, or still not known. */
    long failed() {
        return failed.get();
    }

    /** The longest time without any ack since the last call of this. */
    Duration silence() {
        long now = System.nanoTime();
        return Duration.ofNanos(Math.max(longestSilence.getAndSet(0), now - lastAck.get()));
    }

    // ---- writing

    private void write() {
        long began = System.nanoTime();
        long count = 0;
        while (writing) {
            if (underWay.get() < UNDER_WAY_MAX) {
                writeOne(count++);
            }
            long next = began + count * TimeUnit.SECONDS.toNanos(1) / perSecond;
            long now = System.nanoTime();
            if (next > now) {
                Tidings.pause(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - now)));
            } else {
                // What could not be written while all waited is not made up for.
                began += Math.max(0, now - next - TimeUnit.SECONDS.toNanos(1));
                if (underWay.get() >= UNDER_WAY_MAX) {
                    Tidings.pause(5);
                }
            }
        }
    }

    private void writeOne(long number) {
        int from = random.nextInt(people.size());
        Person sender = people.get(from);
        // A few partners each, so that conversations grow long.
        Person receiver = people.get((from + 1 + random.nextInt(3)) % people.size());
        ImDevice device = sender.devices().get(0);
        MsgData message = sender.compose().text(receiver.id(), "number " + number);
        underWay.incrementAndGet();
        boolean twiceAtOnce = random.nextInt(AGAIN) == 0;
        boolean againLater = random.nextInt(AGAIN) == 0;
        attempt(device, message, againLater, marks.get(), System.nanoTime() + PATIENCE.toNanos(), RETRY_MILLIS);
        if (twiceAtOnce && device.isConnected()) {
            device.send(message);
        }
    }

    /** Sends it when there is a connection, and again, as the same message, while it is not known how that ended. */
    private void attempt(ImDevice device, MsgData message, boolean again, int mark, long until, long wait) {
        if (!device.isConnected() && System.nanoTime() < until) {
            later(() -> attempt(device, message, again, mark, until, wait), RETRY_MILLIS);
            return;
        }
        device.send(message).whenComplete((answer, failure) -> {
            if (failure == null) {
                underWay.decrementAndGet();
                noteAck(mark);
                if (again) {
                    device.send(message);
                }
            } else if (System.nanoTime() < until && !isRefused(failure)) {
                later(() -> attempt(device, message, again, mark, until, Math.min(RETRY_MILLIS_MAX, wait * 2)), wait);
            } else {
                underWay.decrementAndGet();
                failed.incrementAndGet();
            }
        });
    }

    private static boolean isRefused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RefusedException && Outcome.of(failure) == Outcome.FAILED;
    }

    private void later(Runnable work, long millis) {
        retries.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private void noteAck(int mark) {
        acked.incrementAndGet();
        if (mark == marks.get()) {
            ackedSinceMark.incrementAndGet();
        }
        long now = System.nanoTime();
        long silent = now - lastAck.getAndSet(now);
        longestSilence.accumulateAndGet(silent, Math::max);
    }

    // ---- reading

    /** Somebody reads on, and is told how far, now and then. */
    private void read() {
        Random dice = new Random(people.size());
        while (writing) {
            Tidings.pause(300);
            Person person = people.get(dice.nextInt(people.size()));
            person.devices().get(0).client().ifPresent(client -> {
                try {
                    readOn(person, client, dice);
                } catch (LostException | RefusedException | CompletionException e) {
                    // A fault is on; another time.
                    Tidings.pause(100);
                } catch (TimeoutException | ExecutionException e) {
                    Tidings.pause(200);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void readOn(Person person, ImClient client, Random dice)
            throws InterruptedException, TimeoutException, ExecutionException {
        List<String> chats = person.devices().get(0).syncedSeqs().keySet().stream()
                .filter(it -> it.startsWith("si_"))
                .sorted()
                .toList();
        if (chats.isEmpty()) {
            return;
        }
        String chat = chats.get(dice.nextInt(chats.size()));
        long has = person.devices().get(0).syncedSeqs().getOrDefault(chat, 0L);
        if (has > 0 && dice.nextBoolean()) {
            person.rest().markRead(person.id(), chat, has);
            note("READ_END", person, chat, has, 0);
        }
        long since = System.nanoTime();
        Seqs told = client.readPositions(List.of(chat))
                .get(10, TimeUnit.SECONDS)
                .getSeqsMap()
                .get(chat);
        if (told != null) {
            note("READ_AT", person, chat, told.getHasReadSeq(), since);
        }
    }

    private void note(String kind, Person person, String chat, long seq, long since) {
        notes.event(kind)
                .with("client", person.id() + "-reader")
                .with("user", person.id())
                .with("conversation", chat)
                .with("seq", seq)
                .with("since", since)
                .end();
    }

    // ---- the end

    /** Nobody begins a message any more. */
    void stopWriting() {
        writing = false;
    }

    /** Whether every message is answered and every device has, as far as it knows, everything. */
    boolean isQuiet() {
        return underWay.get() == 0 && devices().stream().allMatch(ImDevice::isInStep);
    }

    String busy() {
        long behind = devices().stream().filter(it -> !it.isInStep()).count();
        return underWay.get() + " messages are not answered, " + behind + " devices are not in step";
    }

    @Override
    public void close() {
        writing = false;
        retries.shutdownNow();
        devices().forEach(ImDevice::close);
        network.close();
    }
}
