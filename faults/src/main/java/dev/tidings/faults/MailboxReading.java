package dev.tidings.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.ImClient;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Somebody reads on in the own mailbox by its one number: asks for the newest, and pulls what came since. Every other time
 * over REST, else over the first device's socket.
 */
final class MailboxReading implements Habit.Act {
    private static final int NEWEST = 9001;
    private static final int PULL = 9002;
    private static final int PAGE = 500;
    private static final long PATIENCE_SECONDS = 10;

    private final HistoryWriter notes;
    private final Map<String, Long> read = new ConcurrentHashMap<>();

    MailboxReading(HistoryWriter notes) {
        this.notes = notes;
    }

    /** One way to read. */
    private interface Door {
        long newest() throws InterruptedException, TimeoutException, ExecutionException;

        List<Entry> pull(long from, long to) throws InterruptedException, TimeoutException, ExecutionException;
    }

    private record Entry(
            long mailboxSeq,
            String conversation,
            long seq,
            String sender,
            String clientMsgID,
            String serverMsgID,
            long crc) {}

    @Override
    public void now(Person person, Random dice) throws InterruptedException, TimeoutException, ExecutionException {
        if (dice.nextBoolean()) {
            readOn(person, new OverRest(person.rest()));
            return;
        }
        Optional<ImClient> client = person.devices().get(0).client();
        if (client.isPresent()) {
            readOn(person, new OverSocket(client.get()));
        }
    }

    private void readOn(Person person, Door door) throws InterruptedException, TimeoutException, ExecutionException {
        long asked = System.nanoTime();
        long newest = door.newest();
        note("NEWEST", person, asked).with("seq", newest).end();
        long next = read.getOrDefault(person.id(), 0L) + 1;
        while (next <= newest) {
            long since = System.nanoTime();
            List<Entry> entries = door.pull(next, newest);
            // A page that is not full has everything up to the newest.
            long end = entries.size() < PAGE
                    ? newest
                    : entries.get(entries.size() - 1).mailboxSeq();
            for (Entry entry : entries) {
                holes(person, next, entry.mailboxSeq(), since);
                next = entry.mailboxSeq() + 1;
                note(person, entry, since);
            }
            holes(person, next, end + 1, since);
            next = end + 1;
        }
        read.merge(person.id(), newest, Math::max);
    }

    private void holes(Person person, long from, long before, long since) {
        for (long seq = from; seq < before; seq++) {
            note("HOLE", person, since).with("seq", seq).end();
        }
    }

    private void note(Person person, Entry entry, long since) {
        note("PULLED", person, since)
                .with("mailboxSeq", entry.mailboxSeq())
                .with("conversation", entry.conversation())
                .with("seq", entry.seq())
                .with("sender", entry.sender())
                .with("clientMsgID", entry.clientMsgID())
                .with("serverMsgID", entry.serverMsgID())
                .with("crc", entry.crc())
                .end();
    }

    private HistoryWriter.Event note(String kind, Person person, long since) {
        return notes.event(kind)
                .with("client", person.id() + "-mailbox")
                .with("user", person.id())
                .with("owner", person.id())
                .with("since", since);
    }

    /** As a business server or a caller with a user's token. */
    private record OverRest(RestClient rest) implements Door {
        @Override
        public long newest() {
            return rest.post("/mailbox/newest", RestClient.object())
                    .orThrow()
                    .path("newest")
                    .asLong();
        }

        @Override
        public List<Entry> pull(long from, long to) {
            JsonNode page = rest.post(
                            "/mailbox/pull",
                            RestClient.object().put("from", from).put("to", to).put("limit", PAGE))
                    .orThrow()
                    .path("entries");
            List<Entry> entries = new ArrayList<>();
            page.forEach(it -> {
                JsonNode message = it.path("message");
                entries.add(new Entry(
                        it.path("mailboxSeq").asLong(),
                        it.path("conversationID").asText(),
                        message.path("seq").asLong(),
                        message.path("sendID").asText(),
                        message.path("clientMsgID").asText(),
                        message.path("serverMsgID").asText(),
                        HistoryWriter.crc(message.path("content").asText())));
            });
            return entries;
        }
    }

    /** As an app that knows of mailboxes. */
    private record OverSocket(ImClient client) implements Door {
        @Override
        public long newest() throws InterruptedException, TimeoutException, ExecutionException {
            try {
                return MailboxNewestResp.parseFrom(ask(NEWEST, ByteString.EMPTY))
                        .getNewest();
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the answer is no mailbox's newest", e);
            }
        }

        @Override
        public List<Entry> pull(long from, long to) throws InterruptedException, TimeoutException, ExecutionException {
            MailboxPullReq wanted = MailboxPullReq.newBuilder()
                    .setFrom(from)
                    .setTo(to)
                    .setLimit(PAGE)
                    .build();
            try {
                return MailboxPullResp.parseFrom(ask(PULL, wanted.toByteString())).getEntriesList().stream()
                        .map(it -> new Entry(
                                it.getMailboxSeq(),
                                it.getConversationID(),
                                it.getMessage().getSeq(),
                                it.getMessage().getSendID(),
                                it.getMessage().getClientMsgID(),
                                it.getMessage().getServerMsgID(),
                                HistoryWriter.crc(it.getMessage().getContent().toByteArray())))
                        .toList();
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the answer is no page of a mailbox", e);
            }
        }

        private ByteString ask(int kind, ByteString payload)
                throws InterruptedException, TimeoutException, ExecutionException {
            return client.request(kind, payload).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
