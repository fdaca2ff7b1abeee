package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.JsonLinesHistory;
import dev.tidings.client.Login;
import dev.tidings.client.Outcome;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Users with devices who write to each other all the time: two devices each, gob with gzip and JSON, each over one of the
 * links. A message whose fate is unknown is sent again; some are sent again although they were acked, or while the
 * first is still under way. Besides they read on, read their mailboxes, and take messages back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // How a send ends is in the history, and counted.
final class Crowd implements AutoCloseable {
    /** Longer than a sweep keeps the only node from answering: what is left of one halt brings it to the next. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    /** More than that under way, and nobody writes until some are answered. */
    private static final int UNDER_WAY_MAX = 2_000;
    /** The first wait before a message is sent again; the next ones are longer. */
    private static final long RETRY_MILLIS = 200;

    private static final long RETRY_MILLIS_MAX = 3_000;
    /** One of so many is sent twice. */
    private static final int AGAIN = 40;
    /** One of so many users has messages that the business server is asked about. */
    private static final int WATCHED = 4;
    /** Of what it is asked about, one of so many it refuses, and one of so many it rewrites. */
    private static final int FORBIDDEN = 40;

    private static final int RUDE = 10;
    /** One of so many users reads the mailbox. */
    private static final int READERS = 4;

    private static final long READING_ON_MILLIS = 300;
    private static final long MAILBOX_MILLIS = 500;
    private static final long REVOKING_MILLIS = 700;

    private static final int NETWORK_THREADS = 2;
    /** What the server answers for a business server that fails, if it is to refuse then. */
    private static final int HOOK_FAILED = 80_000;

    private final ImNetwork network = new ImNetwork(NETWORK_THREADS, Clock.systemUTC());
    private final List<Person> people = new ArrayList<>();
    private final List<Habit> habits;
    private final Revoking revoking;
    private final Random random;
    private volatile int perSecond;
    /**
     * More than that acked and not yet given to the sender's own device, and nobody writes until some are: the server takes
     * messages faster than a slow machine delivers them, and what piles up would be waited for in the end.
     */
    private final int behindMax;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong ackedSinceMark = new AtomicLong();
    private final Waits waits = new Waits();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retries");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger marks = new AtomicInteger();
    private volatile boolean writing;
    private final Thread writer = new Thread(this::write, "crowd");

    /**
     * Registers the users; nobody is connected yet.
     *
     * @param nodes the API of each node
     * @param urls where devices connect, one after the other by turns
     */
    Crowd(List<RestClient> nodes, List<URI> urls, Options options, JsonLinesHistory history, HistoryWriter notes) {
        this.random = new Random(options.seed());
        this.perSecond = options.perSecond();
        this.behindMax = options.behindMax();
        this.revoking = new Revoking(notes);
        List<String> names = names(options.users());
        nodes.get(0).register(names);
        for (int i = 0; i < names.size(); i++) {
            List<URI> own = new ArrayList<>(urls);
            Collections.rotate(own, -i);
            people.add(person(nodes.get(i % nodes.size()), names.get(i), own, history));
        }
        List<Person> readers = IntStream.range(0, people.size())
                .filter(it -> it % READERS == 0)
                .mapToObj(people::get)
                .toList();
        this.habits = List.of(
                new Habit("reading on", people, READING_ON_MILLIS, new ReadingOn(notes)),
                new Habit("mailboxes", readers, MAILBOX_MILLIS, new MailboxReading(notes)),
                new Habit("revoking", people, REVOKING_MILLIS, revoking));
    }

    static List<String> names(int users) {
        return IntStream.range(0, users).mapToObj(it -> "u" + it).toList();
    }

    /** The users whose messages the business server is asked about. */
    static List<String> watched(int users) {
        return IntStream.range(0, users)
                .filter(it -> it % WATCHED == 1)
                .mapToObj(it -> "u" + it)
                .toList();
    }

    private Person person(RestClient admin, String id, List<URI> urls, JsonLinesHistory history) {
        Login web = Login.web(urls.get(0), id, admin.userToken(id, Platform.WEB));
        Login phone = Login.javascript(urls.get(0), id, Platform.ANDROID, admin.userToken(id, Platform.ANDROID));
        AtomicReference<Person.Place> latestOwn = new AtomicReference<>();
        DeviceListener own = new DeviceListener() {
            @Override
            public void onMessage(String conversation, MsgData message) {
                Person.place(id, conversation, message).ifPresent(place -> {
                    delivered.incrementAndGet();
                    latestOwn.set(place);
                });
            }
        };
        List<URI> others = new ArrayList<>(urls);
        Collections.rotate(others, -1);
        List<ImDevice> devices = List.of(
                new ImDevice(id + "-web", network, web, DeviceOptions.FAST.withNodes(urls), own, history),
                new ImDevice(
                        id + "-phone",
                        network,
                        phone,
                        DeviceOptions.FAST.withNodes(others),
                        new DeviceListener() {},
                        history));
        RestClient rest = admin.withToken(phone.token());
        return new Person(id, rest, new Compose(web, Clock.systemUTC()), devices, latestOwn);
    }

    List<String> users() {
        return people.stream().map(Person::id).toList();
    }

    ImNetwork network() {
        return network;
    }

    void start() {
        devices().forEach(ImDevice::start);
        writing = true;
        writer.setDaemon(true);
        writer.start();
        habits.forEach(Habit::start);
    }

    List<ImDevice> devices() {
        return people.stream().flatMap(it -> it.devices().stream()).toList();
    }

    /** Messages that were acked, each counted once. */
    long acked() {
        return acked.get();
    }

    /** Messages that were refused because the business server said so. */
    long refused() {
        return refused.get();
    }

    /** Messages that were taken back. */
    long revoked() {
        return revoking.done();
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

    /** Messages that were given up within five minutes, sent or to be taken back: refused, or still not known. */
    long failed() {
        return failed.get() + revoking.refused();
    }

    /** How long anybody waited since the last call of this. */
    Waits.Longest waits() {
        return waits.take();
    }

    // ---- writing

    private void write() {
        long next = System.nanoTime();
        long count = 0;
        while (writing) {
            if (underWay.get() < UNDER_WAY_MAX && acked.get() - delivered.get() < behindMax) {
                writeOne(count++);
            } else {
                Tidings.pause(5);
            }
            long now = System.nanoTime();
            // What could not be written while all waited is made up for by one second's worth at most.
            next = Math.max(next, now - TimeUnit.SECONDS.toNanos(1)) + TimeUnit.SECONDS.toNanos(1) / perSecond;
            if (next > now) {
                Tidings.pause(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - now)));
            }
        }
    }

    private void writeOne(long number) {
        int from = random.nextInt(people.size());
        Person sender = people.get(from);
        // A few partners each, so that conversations grow long.
        int to = (from + 1 + random.nextInt(3)) % people.size();
        ImDevice device = sender.devices().get(0);
        MsgData message = sender.compose().text(people.get(to).id(), text(number, to % WATCHED == 1));
        underWay.incrementAndGet();
        boolean twiceAtOnce = random.nextInt(AGAIN) == 0;
        boolean againLater = random.nextInt(AGAIN) == 0;
        attempt(device, message, againLater, marks.get(), System.nanoTime() + PATIENCE.toNanos(), RETRY_MILLIS);
        if (twiceAtOnce && device.isConnected()) {
            device.send(message);
        }
    }

    private String text(long number, boolean watched) {
        if (watched && random.nextInt(FORBIDDEN) == 0) {
            return "number " + number + " is " + BusinessServer.FORBIDDEN;
        }
        return watched && random.nextInt(RUDE) == 0
                ? "number " + number + ", " + BusinessServer.RUDE
                : "number " + number;
    }

    /** Sends it when there is a connection, and again, as the same message, while it is not known how that ended. */
    private void attempt(ImDevice device, MsgData message, boolean again, int mark, long until, long wait) {
        if (!device.isConnected() && System.nanoTime() < until) {
            later(() -> attempt(device, message, again, mark, until, wait), RETRY_MILLIS);
            return;
        }
        long began = System.nanoTime();
        device.send(message).whenComplete((answer, failure) -> {
            waits.ended(began, failure);
            if (failure == null) {
                underWay.decrementAndGet();
                noteAck(mark);
                if (again) {
                    device.send(message);
                }
            } else if (isRefusedByHook(failure)) {
                underWay.decrementAndGet();
                refused.incrementAndGet();
            } else if (System.nanoTime() < until && !isFinal(failure)) {
                later(() -> attempt(device, message, again, mark, until, Math.min(RETRY_MILLIS_MAX, wait * 2)), wait);
            } else {
                underWay.decrementAndGet();
                failed.incrementAndGet();
            }
        });
    }

    private static boolean isRefusedByHook(Throwable failure) {
        return Outcome.cause(failure) instanceof RefusedException refused
                && refused.errCode() == BusinessServer.FORBIDDEN_CODE;
    }

    /** A business server that fails refuses for now. */
    private static boolean isFinal(Throwable failure) {
        return Outcome.cause(failure) instanceof RefusedException refused
                && Outcome.of(refused) == Outcome.FAILED
                && refused.errCode() != HOOK_FAILED;
    }

    /** Messages that are written and not answered yet, and those that are acked and not delivered yet. */
    String load() {
        return underWay.get() + " under way, " + (acked.get() - delivered.get()) + " behind";
    }

    private void later(Runnable work, long millis) {
        retries.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private void noteAck(int mark) {
        acked.incrementAndGet();
        if (mark == marks.get()) {
            ackedSinceMark.incrementAndGet();
        }
    }

    // ---- the end

    /** They write on, but less, so that the server catches up. */
    void slowDown(int messagesPerSecond) {
        perSecond = Math.min(perSecond, messagesPerSecond);
    }

    /** Nobody begins anything any more. */
    void stopWriting() {
        writing = false;
        habits.forEach(Habit::end);
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
        stopWriting();
        retries.shutdownNow();
        devices().forEach(ImDevice::close);
        network.close();
    }
}
