package dev.tidings.msg;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.InMemoryConversations;
import dev.tidings.deadletter.InMemoryDeadLetterBox;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.InMemoryHistory;
import dev.tidings.hook.NoHooks;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.offline.InMemoryBadges;
import dev.tidings.offline.InMemoryDeviceTokens;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.rate.RateLimits;
import dev.tidings.receipt.Receipt;
import dev.tidings.receipt.Receipts;
import dev.tidings.reconcile.TestReconciliation;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.token.Caller;
import dev.tidings.token.TestTokens;
import dev.tidings.token.Tokens;
import dev.tidings.user.InMemoryUsers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The session beans on stores in the heap. What is accepted is in the mailboxes at once, as if it had been transferred. */
public final class InMemoryServices {
    public final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    public final InMemoryUsers users = new InMemoryUsers();
    public final InMemoryConversations conversations = new InMemoryConversations();
    public final Tokens tokens = TestTokens.inMemory(clock);
    public final InMemoryDeviceTokens devices = new InMemoryDeviceTokens();
    public final InMemoryBadges badges = new InMemoryBadges();
    /** Who is online. */
    public final Map<UserId, List<OnlineDevice>> online = new HashMap<>();
    /** Whose sockets were to be closed. */
    public final List<Caller> kicked = new ArrayList<>();
    /** What was sent with seq 0. */
    public final List<Message> pushed = new ArrayList<>();
    /** Set to have the queue take nothing. */
    public boolean brokerIsAway;

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final InMemoryMemberships memberships = new InMemoryMemberships();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private final NoHooks hooks = new NoHooks();
    private final Registering registering = new Registering(users, hooks, hooks, clock);
    private final Sending sending = new Sending(
            users,
            new InMemoryReceipts(),
            new ImmediateTransfer(),
            new SendTimes(clock),
            new Screening(hooks, hooks, clock, false),
            new SenderLines());
    private final Notifying notifying = new Notifying(sending, clock);
    private final Reading reading = new Reading(seqs, mailboxes, memberships);

    /** The full history: what is accepted is there at once. */
    public final InMemoryHistory history = new InMemoryHistory();
    /** How many calls each caller may make in all: the clock stands still. */
    public final RateLimits limits = RateLimits.of(1, 5_000, clock);

    private final Deleting deleting = new Deleting(seqs, mailboxes, memberships, history, notifying);

    public final MessageService messages = new MessageService(
            sending,
            new Broadcasting(sending, users, clock),
            new Revoking(seqs, mailboxes, memberships, history, users, notifying, hooks, clock, Duration.ofHours(1)),
            deleting,
            limits);
    public final HistoryService historyService = new HistoryService(history, mailboxes);
    public final InboxService inbox = new InboxService(reading, conversations, deleting, notifying, hooks);
    public final AuthService auth =
            new AuthService(users, tokens, kicked::addAll, devices, limits, Duration.ofDays(90));
    public final UserService userService = new UserService(users, ids -> online, notifying, registering);
    public final DeviceService deviceService = new DeviceService(devices, badges, users, clock);
    public final InMemoryDeadLetterBox deadLetters = new InMemoryDeadLetterBox();
    public final DeadLetterService deadLetterService = new DeadLetterService(deadLetters);
    /** Messages that the full history has and no conversation, as reconciliation sees it. */
    public final List<Message> lost = new ArrayList<>();
    /** What is to be transferred once more. */
    public final List<Message> transferredAgain = new ArrayList<>();

    public final ConversationService conversationService = new ConversationService(
            conversations, memberships, users, new Overviews(reading, conversations, users), notifying);

    public RepairService repairs() {
        return new RepairService(
                TestReconciliation.of(lost, transferredAgain::add, clock),
                TestReconciliation.recounting(seqs, mailboxes),
                new Revoking(
                        seqs, mailboxes, memberships, history, users, notifying, hooks, clock, Duration.ofHours(1)),
                deleting);
    }

    public DemoService demo(boolean enabled) {
        return new DemoService(users, auth, registering, clock, enabled);
    }

    private final class ImmediateTransfer implements AcceptedQueue {
        @Override
        public CompletionStage<Void> put(Message message) {
            if (brokerIsAway) {
                return CompletableFuture.failedFuture(
                        new ImException(ErrorCode.UNAVAILABLE, "the broker does not answer"));
            }
            if (message.options().has(Option.PERSISTENT)) {
                history.record(List.of(message));
            }
            if (!message.isKept()) {
                pushed.add(message);
            } else if (mailboxes.stored(List.of(message)).isEmpty()) {
                memberships.join(Map.of(message.conversation(), message.participants()));
                var places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))));
                mailboxes.store(List.of(new PlacedMessage(message, places.get(0))));
                seqs.settle(places);
                message.receivers()
                        .forEach(peer -> conversations.ensure(List.of(
                                Conversation.single(message.sender(), peer),
                                Conversation.single(peer, message.sender()))));
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class InMemoryReceipts implements Receipts {
        private final Map<MessageId, Receipt> receipts = new HashMap<>();

        @Override
        public CompletionStage<Receipt> first(MessageId message, Receipt receipt) {
            return CompletableFuture.completedFuture(receipts.computeIfAbsent(message, it -> receipt));
        }
    }
}
