package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.LostException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Many new users with two devices each, spread over the nodes of a cluster, who write to their neighbours; and the check
 * that every place where their messages are kept, and every device, tells the same.
 */
final class Crowd implements AutoCloseable {
    private static final int NEIGHBOURS = 3;
    private static final int PAGE = 500;
    private static final int REGISTER_AT_ONCE = 100;

    private final Stack stack;
    private final URI rest;
    private final ImNetwork network = new ImNetwork(2, Clock.systemUTC());
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Sent> sends = new ConcurrentHashMap<>();
    private final Outages outages = new Outages();

    /** A user with the devices. */
    private record Member(String userID, List<Place> devices) {}

    /** A device and what it was given, by conversation. */
    private record Place(ImDevice device, Compose compose, Map<String, List<Pair.Entry>> saw) {}

    /** A message that somebody tried to send; times are of this process's monotonic clock. */
    private static final class Sent {
        final String conversation;
        final long began;
        volatile long acked;
        volatile String serverMsgID = "";

        Sent(String conversation, long began) {
            this.conversation = conversation;
            this.began = began;
        }
    }

    private Crowd(Stack stack, URI rest) {
        this.stack = stack;
        this.rest = rest;
    }

    /**
     * Registers them and waits until all are connected and in step.
     *
     * @param places the nodes' addresses that a device tries one after the other; the devices take turns
     */
    static Crowd connected(Stack stack, int users, List<List<URI>> places, DeviceOptions options) {
        return connected(stack, stack.restUrl(), users, places, options);
    }

    /** @param rest of a node that stays, where the stack has only the stores */
    static Crowd connected(Stack stack, URI rest, int users, List<List<URI>> places, DeviceOptions options) {
        Crowd crowd = new Crowd(stack, rest);
        RestClient admin = stack.admin(rest);
        String run = Long.toString(System.nanoTime(), 36);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            names.add(String.format("m%03dx%s", i, run));
        }
        for (int i = 0; i < users; i += REGISTER_AT_ONCE) {
            admin.register(names.subList(i, Math.min(users, i + REGISTER_AT_ONCE)));
        }
        for (int i = 0; i < users; i++) {
            String user = names.get(i);
            List<URI> first = places.get(i % places.size());
            List<URI> second = places.get((i + 1) % places.size());
            crowd.members.add(new Member(
                    user,
                    List.of(
                            crowd.place(
                                    user + "-web",
                                    Login.web(first.get(0), user, admin.userToken(user, Platform.WEB)),
                                    options.withNodes(first)),
                            crowd.place(
                                    user + "-android",
                                    Login.nativeApp(
                                            second.get(0),
                                            user,
                                            Platform.ANDROID,
                                            admin.userToken(user, Platform.ANDROID)),
                                    options.withNodes(second)))));
        }
        crowd.devices().forEach(ImDevice::start);
        crowd.awaitInStep();
        return crowd;
    }

    private Place place(String name, Login login, DeviceOptions options) {
        Map<String, List<Pair.Entry>> saw = new ConcurrentHashMap<>();
        ImDevice device = new ImDevice(
                name,
                network,
                login,
                options,
                new DeviceListener() {
                    @Override
                    public void onMessage(String where, MsgData message) {
                        if (message.getSeq() > 0 && where.startsWith("si_")) {
                            saw.computeIfAbsent(where, key -> new CopyOnWriteArrayList<>())
                                    .add(Pair.entry(message));
                        }
                    }

                    @Override
                    public void onSynced() {
                        outages.over(name);
                    }
                },
                outages);
        return new Place(device, new Compose(login, Clock.systemUTC()), saw);
    }

    List<ImDevice> devices() {
        return members.stream()
                .flatMap(member -> member.devices().stream())
                .map(Place::device)
                .toList();
    }

    Outages outages() {
        return outages;
    }

    void awaitInStep() {
        await().atMost(Pair.FAULT_PATIENCE).until(() -> devices().stream().allMatch(ImDevice::isInStep));
    }

    /** Somebody writes to a neighbour, again while it is not known how that ended. */
    CompletableFuture<UserSendMsgResp> sendOne() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int from = random.nextInt(members.size());
        Member sender = members.get(from);
        Member receiver = members.get((from + 1 + random.nextInt(NEIGHBOURS)) % members.size());
        Place place = sender.devices().get(random.nextInt(sender.devices().size()));
        MsgData message = place.compose().text(receiver.userID(), "n" + random.nextInt());
        Sent sent = new Sent(conversation(sender.userID(), receiver.userID()), System.nanoTime());
        sends.put(message.getClientMsgID(), sent);
        return place.device().sendUntilKnown(message, Pair.FAULT_PATIENCE).whenComplete((answer, failure) -> {
            if (failure == null) {
                sent.acked = System.nanoTime();
                sent.serverMsgID = answer.getServerMsgID();
            }
        });
    }

    private static String conversation(String one, String other) {
        return one.compareTo(other) < 0 ? "si_" + one + "_" + other : "si_" + other + "_" + one;
    }

    /** They write, together {@code perSecond} messages a second, for a time; returns when the last one was tried. */
    List<CompletableFuture<UserSendMsgResp>> chat(int perSecond, Duration how) {
        long end = System.nanoTime() + how.toNanos();
        return chatWhile(perSecond, () -> System.nanoTime() < end);
    }

    interface Condition {
        boolean holds();
    }

    List<CompletableFuture<UserSendMsgResp>> chatWhile(int perSecond, Condition condition) {
        List<CompletableFuture<UserSendMsgResp>> all = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; condition.holds(); i++) {
            all.add(sendOne());
            long next = began + (i + 1) * TimeUnit.SECONDS.toNanos(1) / perSecond;
            Stack.pause(Math.max(0, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime())));
        }
        return all;
    }

    /** Under way since the future exists; each message so far is acked when it completes. */
    interface Fault {
        void strike() throws Exception;
    }

    /** They write while something happens, a little before it, and a little after. Returns how many messages that were. */
    int chatDuring(int perSecond, Fault fault) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<List<CompletableFuture<UserSendMsgResp>>> chat = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> chat.completeAsync(() -> chatWhile(perSecond, () -> !over.isDone()), Runnable::run), "chat");
        thread.start();
        try {
            Stack.pause(1_000);
            fault.strike();
            Stack.pause(2_000);
        } finally {
            over.complete(null);
        }
        List<CompletableFuture<UserSendMsgResp>> all = chat.join();
        Pair.awaitAcks(all);
        return all.size();
    }

    // ---- the check

    /**
     * Waits until all devices have everything, without anybody's help, and compares: every acked message is once in its
     * conversation, in both mailboxes and in the full history, with the id of its ack, and at every device of both once;
     * seqs are 1 to the newest; what was acked before another one was sent comes before it.
     */
    void verify() {
        awaitInStep();
        Map<String, Set<String>> acked = new TreeMap<>();
        sends.forEach((id, sent) -> {
            assertThat(sent.acked).as("%s was acked", id).isNotZero();
            acked.computeIfAbsent(sent.conversation, key -> new TreeSet<>()).add(id);
        });
        Map<String, List<Pair.Entry>> conversations = new TreeMap<>();
        acked.forEach((conversation, ids) -> conversations.put(conversation, conversation(conversation, ids)));
        for (Member member : members) {
            Map<String, List<Pair.Entry>> own = new TreeMap<>(conversations);
            own.keySet().removeIf(name -> !isIn(member, name));
            assertThat(mailbox(member)).isEqualTo(own);
            for (Place place : member.devices()) {
                await("all at " + place.device().login())
                        .pollDelay(Duration.ZERO)
                        .atMost(Pair.PATIENCE)
                        .untilAsserted(() -> assertThat(place.saw()).containsExactlyInAnyOrderEntriesOf(own));
            }
        }
        await().atMost(Pair.PATIENCE)
                .untilAsserted(() -> assertThat(history(acked.keySet())).isEqualTo(ids(conversations)));
    }

    private static boolean isIn(Member member, String conversation) {
        return conversation.startsWith("si_" + member.userID() + "_") || conversation.endsWith("_" + member.userID());
    }

    private List<Pair.Entry> conversation(String conversation, Set<String> ids) {
        List<Member> both =
                members.stream().filter(member -> isIn(member, conversation)).toList();
        await(conversation)
                .pollDelay(Duration.ZERO)
                .atMost(Pair.PATIENCE)
                .untilAsserted(
                        () -> assertThat(pulled(both.get(0), conversation)).hasSize(ids.size()));
        List<Pair.Entry> entries = pulled(both.get(0), conversation);
        assertThat(pulled(both.get(1), conversation)).isEqualTo(entries);
        assertThat(entries).extracting(Pair.Entry::seq).containsExactlyElementsOf(Pair.upTo(entries.size()));
        assertThat(entries).extracting(Pair.Entry::clientMsgID).containsExactlyInAnyOrderElementsOf(ids);
        long begunBefore = Long.MIN_VALUE;
        for (Pair.Entry entry : entries) {
            Sent sent = Objects.requireNonNull(sends.get(entry.clientMsgID()));
            assertThat(entry.serverMsgID()).isEqualTo(sent.serverMsgID);
            assertThat(sent.acked)
                    .as("%s was acked after every earlier message was begun", entry)
                    .isGreaterThanOrEqualTo(begunBefore);
            begunBefore = Math.max(begunBefore, sent.began);
        }
        return entries;
    }

    /** Again while the connection ends meanwhile: a node that comes back sends its clients away once. */
    private static List<Pair.Entry> pulled(Member member, String conversation) {
        AtomicReference<List<Pair.Entry>> entries = new AtomicReference<>(List.of());
        await("pull of " + conversation)
                .pollDelay(Duration.ZERO)
                .atMost(Pair.PATIENCE)
                .ignoreExceptionsMatching(Crowd::isLost)
                .until(() -> {
                    entries.set(pulledNow(member, conversation));
                    return true;
                });
        return entries.get();
    }

    private static boolean isLost(Throwable failure) {
        return failure instanceof NoSuchElementException || failure.getCause() instanceof LostException;
    }

    private static List<Pair.Entry> pulledNow(Member member, String conversation) {
        ImClient client = member.devices().get(0).device().client().orElseThrow();
        long newest = client.newestSeqs().join().getMaxSeqsOrDefault(conversation, 0);
        List<Pair.Entry> entries = new ArrayList<>();
        for (long from = 1; from <= newest; from += PAGE) {
            SeqRange range = SeqRange.newBuilder()
                    .setConversationID(conversation)
                    .setBegin(from)
                    .setEnd(Math.min(newest, from + PAGE - 1))
                    .setNum(PAGE)
                    .build();
            client.pullRanges(List.of(range), PullOrder.PullOrderAsc)
                    .join()
                    .getMsgsOrDefault(conversation, PullMsgs.getDefaultInstance())
                    .getMsgsList()
                    .forEach(message -> entries.add(Pair.entry(message)));
        }
        return entries;
    }

    private Map<String, List<Pair.Entry>> mailbox(Member member) {
        String token = member.devices().get(0).device().login().token();
        RestClient client = new RestClient(rest).withToken(token);
        long newest = client.post("/mailbox/newest", RestClient.object())
                .orThrow()
                .path("newest")
                .asLong();
        Map<String, List<Pair.Entry>> entries = new TreeMap<>();
        long next = 1;
        while (next <= newest) {
            JsonNode page = client.post(
                            "/mailbox/pull",
                            RestClient.object().put("from", next).put("limit", PAGE))
                    .orThrow()
                    .path("entries");
            assertThat(page).isNotEmpty();
            for (JsonNode each : page) {
                assertThat(each.path("mailboxSeq").asLong()).isEqualTo(next++);
                JsonNode message = each.path("message");
                entries.computeIfAbsent(each.path("conversationID").asText(), key -> new ArrayList<>())
                        .add(new Pair.Entry(
                                each.path("seq").asLong(),
                                message.path("serverMsgID").asText(),
                                message.path("clientMsgID").asText(),
                                message.path("sendID").asText()));
            }
        }
        return entries;
    }

    private static Map<String, String> ids(Map<String, List<Pair.Entry>> conversations) {
        Map<String, String> ids = new HashMap<>();
        conversations.values().forEach(all -> all.forEach(entry -> ids.put(entry.clientMsgID(), entry.serverMsgID())));
        return ids;
    }

    /** serverMsgID by clientMsgID. */
    private Map<String, String> history(Set<String> conversations) {
        Map<String, String> found = new HashMap<>();
        try (Connection database = stack.database();
                PreparedStatement query = database.prepareStatement(
                        "SELECT client_msg_id, server_msg_id FROM message WHERE conversation_id = ?")) {
            for (String conversation : conversations) {
                query.setString(1, conversation);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        assertThat(found.put(rows.getString(1), rows.getString(2)))
                                .as("twice in the full history")
                                .isNull();
                    }
                }
            }
        } catch (SQLException e) {
            throw new AssertionError("the full history cannot be read", e);
        }
        return found;
    }

    @Override
    public void close() {
        devices().forEach(ImDevice::close);
        network.close();
    }
}
