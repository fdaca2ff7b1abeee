package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.client.Compose;
import dev.tidings.client.DeviceListener;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.History;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MailboxEntry;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Two new users with a device each, alice with gob and gzip and bob with JSON, who write to each other; and the check that
 * every place where their messages are kept tells the same.
 */
final class Pair implements AutoCloseable {
    /** For what must come true once everything runs; the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);
    /** For what is sent during a fault: the longest is the restart of the application server. */
    static final Duration FAULT_PATIENCE = Duration.ofMinutes(5);

    private static final int PAGE = 500;

    /** A message as every place that keeps it must tell it. */
    record Entry(long seq, String serverMsgID, String clientMsgID, String sendID) {}

    final Stack stack;
    final ImNetwork network = new ImNetwork(2, Clock.systemUTC());
    final String alice;
    final String bob;
    final String conversation;
    final Login aliceLogin;
    final Login bobLogin;
    final ImDevice aliceDevice;
    final ImDevice bobDevice;
    final Compose fromAlice;
    final Compose fromBob;
    final List<MsgData> bobSaw = new CopyOnWriteArrayList<>();
    final List<MsgData> aliceSaw = new CopyOnWriteArrayList<>();

    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final Map<String, UserSendMsgResp> acked = new ConcurrentHashMap<>();

    private Pair(Stack stack, String run) {
        this.stack = stack;
        alice = "alice" + run;
        bob = "bob" + run;
        conversation = "si_" + alice + "_" + bob;
        RestClient admin = stack.admin();
        admin.register(List.of(alice, bob));
        aliceLogin = Login.web(stack.socketUrl(), alice, admin.userToken(alice, Platform.WEB));
        bobLogin = Login.javascript(stack.socketUrl(), bob, Platform.ANDROID, admin.userToken(bob, Platform.ANDROID));
        fromAlice = new Compose(aliceLogin, Clock.systemUTC());
        fromBob = new Compose(bobLogin, Clock.systemUTC());
        aliceDevice = device("alice", aliceLogin, aliceSaw);
        bobDevice = device("bob", bobLogin, bobSaw);
    }

    /** Registers them and waits until both are connected and in step. */
    static Pair connected(Stack stack) {
        Pair pair = new Pair(stack, Long.toString(System.nanoTime(), 36));
        pair.aliceDevice.start();
        pair.bobDevice.start();
        pair.awaitInStep();
        return pair;
    }

    void awaitInStep() {
        await().atMost(FAULT_PATIENCE).until(() -> aliceDevice.isInStep() && bobDevice.isInStep());
    }

    ImDevice device(String name, Login login, List<MsgData> saw) {
        return new ImDevice(
                name,
                network,
                login,
                DeviceOptions.FAST,
                new DeviceListener() {
                    @Override
                    public void onMessage(String where, MsgData message) {
                        if (where.equals(conversation)) {
                            saw.add(message);
                        }
                    }
                },
                History.NONE);
    }

    /** A connection without a device's habits. */
    ImClient connect(Login login, ImListener listener) {
        return ImClient.connect(network, login, listener)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    MsgData textToBob(String text) {
        return fromAlice.text(bob, text);
    }

    MsgData textToAlice(String text) {
        return fromBob.text(alice, text);
    }

    /** Sends, again while it is not known how that ended, and keeps the ack for {@link #verify()}. */
    CompletableFuture<UserSendMsgResp> send(ImDevice device, MsgData message) {
        tried.add(message.getClientMsgID());
        return device.sendUntilKnown(message, FAULT_PATIENCE).whenComplete((answer, failure) -> {
            if (failure == null) {
                acked.put(message.getClientMsgID(), answer);
            }
        });
    }

    UserSendMsgResp sendNow(ImDevice device, MsgData message) {
        return send(device, message)
                .orTimeout(FAULT_PATIENCE.toSeconds() + 20, TimeUnit.SECONDS)
                .join();
    }

    /** Both write, as fast as {@code perSecond} each, for a time. */
    List<CompletableFuture<UserSendMsgResp>> chat(int perSecond, Duration how) {
        List<CompletableFuture<UserSendMsgResp>> sends = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; System.nanoTime() - began < how.toNanos(); i++) {
            sends.add(send(aliceDevice, textToBob("a" + i)));
            sends.add(send(bobDevice, textToAlice("b" + i)));
            long next = began + (i + 1) * TimeUnit.SECONDS.toNanos(1) / perSecond;
            Stack.pause(Math.max(0, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime())));
        }
        return sends;
    }

    static void awaitAcks(List<CompletableFuture<UserSendMsgResp>> sends) {
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                .orTimeout(FAULT_PATIENCE.toSeconds() + 20, TimeUnit.SECONDS)
                .join();
    }

    // ---- the check

    /**
     * Waits until both devices have everything, and compares: every acked message is once in the conversation, in both
     * mailboxes and in the full history, with the id of its ack; seqs are 1 to the newest, the same for both users; nothing
     * is anywhere that nobody sent; bob's device saw all of it in order.
     */
    List<Entry> verify() {
        awaitInStep();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(conversation(aliceLogin)).hasSizeGreaterThanOrEqualTo(acked.size());
            assertThat(history().keySet()).containsAll(acked.keySet());
        });
        List<Entry> mine = conversation(aliceLogin);

        assertThat(mine).extracting(Entry::seq).containsExactlyElementsOf(upTo(mine.size()));
        assertThat(mine).extracting(Entry::clientMsgID).doesNotHaveDuplicates();
        assertThat(tried).containsAll(mine.stream().map(Entry::clientMsgID).toList());
        assertThat(mine).hasSize(acked.size());
        for (Entry entry : mine) {
            assertThat(acked.get(entry.clientMsgID()))
                    .as("ack of %s", entry)
                    .isNotNull()
                    .extracting(UserSendMsgResp::getServerMsgID)
                    .isEqualTo(entry.serverMsgID());
        }
        assertThat(conversation(bobLogin)).isEqualTo(mine);
        assertThat(mailboxByRest(aliceLogin)).isEqualTo(mine);
        assertThat(mailboxByRest(bobLogin)).isEqualTo(mine);
        assertThat(mailboxBySocket(aliceLogin)).isEqualTo(mine);
        assertThat(mailboxBySocket(bobLogin)).isEqualTo(mine);
        Map<String, String> kept = new HashMap<>();
        mine.forEach(entry -> kept.put(entry.clientMsgID(), entry.serverMsgID()));
        assertThat(history()).isEqualTo(kept);
        await().atMost(PATIENCE).until(() -> bobsEntries().size() >= mine.size());
        assertThat(bobsEntries()).isEqualTo(mine);
        return mine;
    }

    /** Waits until the full history can be read again. */
    void awaitDatabase() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (var database = stack.database()) {
                return database.isValid(1);
            }
        });
    }

    /** Waits until bob's device has as many messages as were acked. */
    void awaitAllAtBob() {
        await().atMost(FAULT_PATIENCE).until(() -> bobSaw.size() >= acked.size());
    }

    /** What bob's device was given, apart from what has no place in the conversation. */
    private List<Entry> bobsEntries() {
        return bobSaw.stream()
                .filter(message -> message.getSeq() > 0)
                .map(Pair::entry)
                .toList();
    }

    static List<Long> upTo(long max) {
        return LongStream.rangeClosed(1, max).boxed().toList();
    }

    static Entry entry(MsgData message) {
        return new Entry(message.getSeq(), message.getServerMsgID(), message.getClientMsgID(), message.getSendID());
    }

    /** The conversation as one of the two pulls it. */
    List<Entry> conversation(Login login) {
        ImDevice device = login.userID().equals(alice) ? aliceDevice : bobDevice;
        ImClient client = device.client().orElseThrow();
        long newest = client.newestSeqs().join().getMaxSeqsOrDefault(conversation, 0);
        List<Entry> entries = new ArrayList<>();
        for (long from = 1; from <= newest; from += PAGE) {
            long to = Math.min(newest, from + PAGE - 1);
            SeqRange range = SeqRange.newBuilder()
                    .setConversationID(conversation)
                    .setBegin(from)
                    .setEnd(to)
                    .setNum(PAGE)
                    .build();
            PullMessageBySeqsResp pulled =
                    client.pullRanges(List.of(range), PullOrder.PullOrderAsc).join();
            pulled.getMsgsOrDefault(conversation, PullMsgs.getDefaultInstance())
                    .getMsgsList()
                    .forEach(message -> entries.add(entry(message)));
        }
        return entries;
    }

    /** What a user's mailbox has of the conversation, after a look at the mailbox's own seqs. */
    List<Entry> mailboxByRest(Login login) {
        RestClient rest = new RestClient(stack.restUrl()).withToken(login.token());
        long newest = rest.post("/mailbox/newest", RestClient.object())
                .orThrow()
                .path("newest")
                .asLong();
        List<Entry> entries = new ArrayList<>();
        long next = 1;
        while (next <= newest) {
            JsonNode page = rest.post(
                            "/mailbox/pull",
                            RestClient.object().put("from", next).put("limit", PAGE))
                    .orThrow()
                    .path("entries");
            assertThat(page)
                    .as("a page of the mailbox from %d to %d", next, newest)
                    .isNotEmpty();
            for (JsonNode each : page) {
                assertThat(each.path("mailboxSeq").asLong()).isEqualTo(next++);
                if (each.path("conversationID").asText().equals(conversation)) {
                    JsonNode message = each.path("message");
                    entries.add(new Entry(
                            each.path("seq").asLong(),
                            message.path("serverMsgID").asText(),
                            message.path("clientMsgID").asText(),
                            message.path("sendID").asText()));
                }
            }
        }
        return entries;
    }

    /** As {@link #mailboxByRest}, with requests 9001 and 9002. */
    List<Entry> mailboxBySocket(Login login) {
        ImDevice device = login.userID().equals(alice) ? aliceDevice : bobDevice;
        ImClient client = device.client().orElseThrow();
        try {
            long newest = MailboxNewestResp.parseFrom(
                            client.request(9001, ByteString.EMPTY).join())
                    .getNewest();
            List<Entry> entries = new ArrayList<>();
            long next = 1;
            while (next <= newest) {
                MailboxPullReq wanted = MailboxPullReq.newBuilder()
                        .setFrom(next)
                        .setTo(newest)
                        .setLimit(PAGE)
                        .build();
                MailboxPullResp page = MailboxPullResp.parseFrom(
                        client.request(9002, wanted.toByteString()).join());
                assertThat(page.getEntriesList()).isNotEmpty();
                for (MailboxEntry each : page.getEntriesList()) {
                    assertThat(each.getMailboxSeq()).isEqualTo(next++);
                    if (each.getConversationID().equals(conversation)) {
                        entries.add(entry(each.getMessage()));
                    }
                }
            }
            return entries;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the answer is no mailbox", e);
        }
    }

    /** The full history of the conversation: serverMsgID by clientMsgID. Fails if a clientMsgID is there twice. */
    Map<String, String> history() {
        Map<String, String> found = new HashMap<>();
        try (var database = stack.database();
                PreparedStatement query = database.prepareStatement(
                        "SELECT client_msg_id, server_msg_id FROM message WHERE conversation_id = ?")) {
            query.setString(1, conversation);
            Set<String> twice = new HashSet<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (found.put(rows.getString(1), rows.getString(2)) != null) {
                        twice.add(rows.getString(1));
                    }
                }
            }
            assertThat(twice).as("twice in the full history").isEmpty();
        } catch (SQLException e) {
            throw new AssertionError("the full history cannot be read", e);
        }
        return found;
    }

    @Override
    public void close() {
        aliceDevice.close();
        bobDevice.close();
        network.close();
    }
}
