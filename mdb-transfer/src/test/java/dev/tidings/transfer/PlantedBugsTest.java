package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tidings.checker.Invariant;
import dev.tidings.checker.Report;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.queue.BatchCodec;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Extent;
import dev.tidings.seq.InMemorySeqs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The checker bites. The transfer module with everything in order passes it, whatever breaks on the way; with any of these
 * bugs planted it does not, and the checker names the invariant and the message.
 */
@Timeout(120)
class PlantedBugsTest {
    private static final int MESSAGES = 400;
    private static final int SEEDS = 8;
    /** Pushes fail all the time here, and each would be a line. Held, or they would be forgotten. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger(Pushing.class.getName()), Logger.getLogger(LaneWorker.class.getName()));

    @BeforeAll
    static void keepQuiet() {
        QUIET.forEach(it -> it.setLevel(Level.OFF));
    }

    @AfterAll
    static void speak() {
        QUIET.forEach(it -> it.setLevel(null));
    }

    private interface Planted {
        Stage with(long seed);
    }

    /** Within a few seeds the bug breaks this, and an example of it has these words. */
    private static void caught(Invariant invariant, String words, Planted bug) {
        List<String> reports = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Report report = bug.with(seed).play();
            if (report.of(invariant).examples().stream().anyMatch(it -> it.contains(words))) {
                return;
            }
            reports.add("seed " + seed + "\n" + report.text());
        }
        assertThat(reports).as("no " + invariant + " with the words: " + words).isEmpty();
    }

    @Test
    void withoutABugEverythingHoldsAndEveryInvariantIsJudged() {
        Map<Invariant, Long> judged = new EnumMap<>(Invariant.class);

        for (long seed = 1; seed <= SEEDS; seed++) {
            Report report = new Stage(seed, MESSAGES, true).play();

            assertThat(report.holds()).as("seed %s%n%s", seed, report.text()).isTrue();
            for (Invariant invariant : Invariant.values()) {
                judged.merge(invariant, report.of(invariant).judged(), Long::sum);
            }
        }

        assertThat(judged)
                .allSatisfy((invariant, times) ->
                        assertThat(times).as(invariant.toString()).isPositive());
    }

    // ---- between the ack and the mailboxes

    @Test
    void oneMessageOfTenThousandIsDropped() {
        caught(Invariant.NO_ACKED_LOSS, "was acked", seed -> new Stage(seed, 10_000, false) {
            private int count;

            @Override
            void accept(List<Message> messages) {
                put(messages.stream().filter(it -> ++count != 5_000).toList());
            }
        });
    }

    @Test
    void theAckComesBeforeTheCommit() {
        caught(Invariant.NO_ACKED_LOSS, "but is not in the full history", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void accept(List<Message> messages) {
                if (random.nextInt(50) != 0) {
                    put(messages);
                }
            }
        });
    }

    @Test
    void aRedeliveryIsTakenForANewMessage() {
        caught(Invariant.EXACTLY_ONCE, "is at ", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            byte[] received(byte[] batch, boolean redelivered) {
                return redelivered
                        ? BatchCodec.encode(BatchCodec.decode(batch).stream()
                                .map(it -> with(
                                        it,
                                        new MessageId("again" + it.id().value().substring(5))))
                                .toList())
                        : batch;
            }
        });
    }

    @Test
    void twoMessagesAreSwapped() {
        caught(Invariant.REAL_TIME_ORDER, "but comes after it in si_", seed -> new Stage(seed, MESSAGES, true) {
            private final List<Message> held = new ArrayList<>();

            @Override
            void accept(List<Message> messages) {
                List<Message> now = new ArrayList<>(messages);
                now.addAll(held);
                held.clear();
                if (now.size() > 1 && random.nextInt(20) == 0) {
                    held.add(now.remove(0));
                }
                put(now);
            }
        });
    }

    @Test
    void oneConnectionsMessagesAreSwapped() {
        caught(Invariant.REAL_TIME_ORDER, "on the same connection", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void accept(List<Message> messages) {
                List<Message> backwards = new ArrayList<>(messages);
                Collections.reverse(backwards);
                put(backwards);
            }
        });
    }

    @Test
    void aPoisonedMessageHoldsItsLane() {
        caught(Invariant.BOUNDED, "left in im.transfer", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            LaneWorker.Task transferring() {
                LaneWorker.Task inner = super.transferring();
                return new LaneWorker.Task() {
                    @Override
                    public void run(List<Message> batch, boolean redelivered) {
                        if (batch.stream().anyMatch(it -> clientMsgID(it.body()).equals("m7"))) {
                            throw new Crash();
                        }
                        inner.run(batch, redelivered);
                    }

                    @Override
                    public void abandon(List<Message> messages) {
                        inner.abandon(messages);
                    }
                };
            }
        });
    }

    // ---- seqs

    @Test
    void seqsBeginAgainWhenTheCacheIsLost() {
        caught(Invariant.STABLE_CELL, "seq ", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            InMemoryMailboxes mailboxesInMemory() {
                return new InMemoryMailboxes() {
                    @Override
                    protected boolean isTaken(boolean occupied) {
                        return false;
                    }
                };
            }

            @Override
            InMemorySeqs countersInMemory(InMemoryMailboxes truth) {
                return new InMemorySeqs(
                        series -> series.stream().collect(Collectors.toMap(it -> it, it -> Extent.EMPTY)));
            }
        });
    }

    @Test
    void newestGoesBackWhenTheCacheIsLost() {
        caught(Invariant.MONOTONE_MAX, "who asked afterwards", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            long newest(UserId caller, ConversationId conversation) {
                long newest = super.newest(caller, conversation);
                return random.nextInt(5) == 0 ? newest / 2 : newest;
            }
        });
    }

    @Test
    void aConsumersCrashLeavesAHole() {
        caught(Invariant.NO_ACKED_LOSS, "'s mailbox, which was read up to", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            byte[] received(byte[] batch, boolean redelivered) {
                if (redelivered) {
                    // The places that the dead consumer had taken are not remembered, and nobody counts anew.
                    for (Message message : BatchCodec.decode(batch)) {
                        MessageId nobody = new MessageId("nobody" + random.nextInt());
                        counters.allocate(List.of(new Claim(nobody, PlacedMessage.seriesOf(message))));
                    }
                }
                return batch;
            }
        });
    }

    @Test
    void newestIsAheadOfWhatCanBeRead() {
        caught(Invariant.MONOTONE_MAX, "and could not pull it", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            long newest(UserId caller, ConversationId conversation) {
                long newest = super.newest(caller, conversation);
                return newest == 0 ? 0 : newest + random.nextInt(2);
            }
        });
        caught(Invariant.GAP_FREE, "but it ends before", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            long newest(UserId caller, ConversationId conversation) {
                return super.newest(caller, conversation) + 1;
            }
        });
    }

    // ---- what is stored

    @Test
    void theSendersOwnMailboxIsForgotten() {
        caught(Invariant.NO_ACKED_LOSS, "'s mailbox, which was read up to", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            List<MailboxEntry> pullMailbox(UserId owner) {
                return super.pullMailbox(owner).stream()
                        .filter(it -> !data(it.message().body()).getSendID().equals(owner.value())
                                || it.message().seq() % 40 != 0)
                        .toList();
            }
        });
        caught(Invariant.GAP_FREE, "'s mailbox has nothing at", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            List<MailboxEntry> pullMailbox(UserId owner) {
                return super.pullMailbox(owner).stream()
                        .filter(it -> !data(it.message().body()).getSendID().equals(owner.value()))
                        .toList();
            }
        });
    }

    @Test
    void aRowOfTheFullHistoryIsMissing() {
        caught(Invariant.TIER_EQUALITY, "but not in the full history", seed -> new Stage(seed, MESSAGES, true) {
            private boolean skipped;

            @Override
            void record(List<Message> batch) {
                if (!skipped && batch.size() > 1) {
                    skipped = true;
                    super.record(batch.subList(1, batch.size()));
                } else {
                    super.record(batch);
                }
            }
        });
    }

    @Test
    void aRowOfTheFullHistoryIsThereTwice() {
        caught(Invariant.EXACTLY_ONCE, "is in the full history twice", seed -> new Stage(seed, MESSAGES, true) {
            private final List<ByteString> twice = new ArrayList<>();

            @Override
            byte[] received(byte[] batch, boolean redelivered) {
                if (redelivered) {
                    twice.add(BatchCodec.decode(batch).get(0).body());
                }
                return batch;
            }

            @Override
            List<ByteString> searchHistory() {
                List<ByteString> all = super.searchHistory();
                all.addAll(twice);
                return all;
            }
        });
    }

    @Test
    void theStoreHasAnotherBodyThanThePush() {
        caught(Invariant.PUSH_IS_PULL, "has another body on line", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void deliver(List<Delivery> deliveries) {
                super.deliver(deliveries.stream()
                        .map(it -> it.seq() % 13 == 0
                                ? new Delivery(withContent(it.message(), "as it was before"), it.seq())
                                : it)
                        .toList());
            }
        });
    }

    // ---- what is pushed and read

    @Test
    void aPushComesUnderAWrongSeq() {
        caught(Invariant.PUSH_IS_PULL, "when pu", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void deliver(List<Delivery> deliveries) {
                super.deliver(deliveries.stream()
                        .map(it -> random.nextInt(30) == 0 ? new Delivery(it.message(), it.seq() + 1) : it)
                        .toList());
            }
        });
    }

    @Test
    void aPullIsStale() {
        caught(Invariant.MONOTONE_MAX, "and could not pull it", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            List<StoredMessage> pull(UserId caller, ConversationId conversation, long from, long to) {
                List<StoredMessage> now = super.pull(caller, conversation, from, to);
                return now.size() > 1 && random.nextInt(3) == 0 ? now.subList(0, now.size() - 1) : now;
            }
        });
    }

    @Test
    void whatFallsBackToThePushQueueIsLost() {
        caught(Invariant.CONVERGENCE, "it never got", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void putOnPushQueue(byte[] batch) {
                // Gone.
            }
        });
    }

    @Test
    void twoParticipantsSeeTwoOrders() {
        caught(Invariant.SAME_ORDER, "it comes before", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void deliver(List<Delivery> deliveries) {
                deliveries.forEach(it -> it.message()
                        .audience()
                        .forEach(user ->
                                deliver(user, user.value().equals("ben") ? other(it.seq()) : it.seq(), it.message())));
            }

            @Override
            List<StoredMessage> pull(UserId caller, ConversationId conversation, long from, long to) {
                if (!caller.value().equals("ben")) {
                    return super.pull(caller, conversation, from, to);
                }
                return super.pull(caller, conversation, 1, Long.MAX_VALUE).stream()
                        .map(it -> new StoredMessage(it.id(), other(it.seq()), it.sendTime(), it.body()))
                        .filter(it -> it.seq() >= from && it.seq() <= to)
                        .sorted((a, b) -> Long.compare(a.seq(), b.seq()))
                        .toList();
            }

            /** 1 2 3 4 becomes 2 1 4 3. */
            private long other(long seq) {
                return seq % 2 == 0 ? seq - 1 : seq + 1;
            }
        });
    }

    @Test
    void aReadPositionGoesBack() {
        caught(Invariant.READ_MONOTONE, "'s read position in", seed -> new Stage(seed, MESSAGES, false) {
            private final Map<String, Long> last = new HashMap<>();

            @Override
            void markRead(UserId user, ConversationId conversation, long seq) {
                last.put(user + "|" + conversation, seq);
            }

            @Override
            long readPosition(UserId user, ConversationId conversation) {
                return last.getOrDefault(user + "|" + conversation, 0L);
            }
        });
    }

    @Test
    void aRevokedBodyIsServed() {
        caught(Invariant.REVOKE_FINAL, "still served its original body", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            StoredMessage served(StoredMessage stored) {
                return stored.seq() % 2 == 0 ? stored : super.served(stored);
            }
        });
        caught(Invariant.REVOKE_FINAL, "the full history still served", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            void revoke(Message message) {
                replaced.put(message.id(), withContent(message, "revoked"));
            }
        });
    }

    // ---- rights

    @Test
    void anotherUsersPullIsAnswered() {
        caught(Invariant.AUTHZ, "may not read ben's mailbox, but did", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            boolean mayRead(UserId caller, UserId owner) {
                return true;
            }
        });
    }

    @Test
    void aMessageIsPushedToAStranger() {
        caught(Invariant.AUTHZ, "cid is not in si_ann_ben, but was given", seed -> new Stage(seed, MESSAGES, false) {
            @Override
            void deliver(List<Delivery> deliveries) {
                super.deliver(deliveries);
                deliveries.forEach(it -> deliver(new UserId("cid"), it.seq(), it.message()));
            }
        });
    }

    @Test
    void aSocketOutlivesItsToken() {
        caught(Invariant.AUTHZ, "after its token was revoked", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void revokeToken(String device) {
                // Nobody tells the node that has the socket.
            }
        });
    }

    // ---- the business server

    @Test
    void theHookIsBypassed() {
        caught(Invariant.HOOK_BEFORE, "it was never asked about it", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            Message askHook(Message message) {
                return random.nextInt(100) == 0 ? message : super.askHook(message);
            }
        });
    }

    @Test
    void whatTheHookRefusedIsSent() {
        caught(Invariant.HOOK_BEFORE, "was refused by the before-hook", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            Message askHook(Message message) {
                Message verdict = super.askHook(message);
                return verdict == null ? message : verdict;
            }
        });
    }

    @Test
    void whatTheServerRefusedIsDelivered() {
        caught(
                Invariant.NO_PHANTOM,
                "every attempt to send it definitely failed",
                seed -> new Stage(seed, MESSAGES, true) {
                    @Override
                    Message askHook(Message message) {
                        Message verdict = super.askHook(message);
                        if (verdict == null) {
                            put(List.of(message));
                        }
                        return verdict;
                    }
                });
    }

    @Test
    void aRewrittenMessageIsDeliveredAsItWas() {
        caught(Invariant.HOOK_BEFORE, "was rewritten by the before-hook", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            Message askHook(Message message) {
                return super.askHook(message) == null ? null : message;
            }
        });
    }

    @Test
    void anAfterEventIsForgotten() {
        caught(Invariant.HOOK_AFTER, "no after-event told of it", seed -> new Stage(seed, MESSAGES, true) {
            @Override
            void tellHook(Message message) {
                if (random.nextInt(100) != 0) {
                    super.tellHook(message);
                }
            }
        });
    }

    private static Message with(Message message, MessageId id) {
        return new Message(
                id,
                message.conversation(),
                message.sender(),
                message.receivers(),
                message.contentType(),
                message.options(),
                message.sendTime(),
                message.operationId(),
                message.body());
    }
}
