package dev.tidings.offlinepush;

import dev.tidings.batch.Chunks;
import dev.tidings.conversation.Conversations;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.offline.Away;
import dev.tidings.offline.AwayCodec;
import dev.tidings.offline.Badges;
import dev.tidings.offline.Device;
import dev.tidings.offline.DeviceTokens;
import dev.tidings.offline.OfflinePush;
import dev.tidings.offline.OfflinePushCheck;
import dev.tidings.offline.ProviderName;
import dev.tidings.offline.PushMark;
import dev.tidings.offline.PushMarks;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Notification;
import dev.tidings.provider.Providers;
import dev.tidings.provider.PushProvider;
import dev.tidings.queue.DeadLetters;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first step: from messages and who is away to what each device is to be told, on the queue of its provider. Running it
 * again for the same messages may put them there again; the second step tells each device once.
 */
@Dependent
class OfflinePushing {
    private static final System.Logger LOG = System.getLogger(OfflinePushing.class.getName());
    static final String QUEUE = "im.offline";

    private final PushRules rules;
    private final Iterable<OfflinePushCheck> checks;
    private final Providers providers;
    private final DeviceTokens tokens;
    private final Users users;
    private final Conversations conversations;
    private final Badges badges;
    private final PushMarks marks;
    private final ProviderQueues queues;
    private final DeadLetters deadLetters;
    private final Clock clock;

    @Inject
    OfflinePushing(
            PushRules rules,
            Instance<OfflinePushCheck> checks,
            Providers providers,
            DeviceTokens tokens,
            Users users,
            Conversations conversations,
            Badges badges,
            PushMarks marks,
            ProviderQueues queues,
            DeadLetters deadLetters,
            Clock clock) {
        this(
                rules,
                (Iterable<OfflinePushCheck>) checks,
                providers,
                tokens,
                users,
                conversations,
                badges,
                marks,
                queues,
                deadLetters,
                clock);
    }

    /** The same without a container's list of beans. */
    OfflinePushing(
            PushRules rules,
            Iterable<OfflinePushCheck> checks,
            Providers providers,
            DeviceTokens tokens,
            Users users,
            Conversations conversations,
            Badges badges,
            PushMarks marks,
            ProviderQueues queues,
            DeadLetters deadLetters,
            Clock clock) {
        this.rules = rules;
        this.checks = checks;
        this.providers = providers;
        this.tokens = tokens;
        this.users = users;
        this.conversations = conversations;
        this.badges = badges;
        this.marks = marks;
        this.queues = queues;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /**
     * Works on a JMS message of {@value #QUEUE}. Returns when everything in it is on the providers' queues, or is not to be
     * pushed, or is with the dead letters.
     *
     * @throws ImException {@code UNAVAILABLE} if a store or the broker is away: it is to be redelivered
     */
    void push(byte[] bytes) {
        Optional<List<Away>> batch = AwayCodec.decode(bytes);
        if (batch.isEmpty()) {
            LOG.log(System.Logger.Level.ERROR, "IM-2601 a batch on " + QUEUE + " cannot be read, it is a dead letter");
            deadLetters.put(QUEUE, bytes, "undecodable");
            return;
        }
        try {
            pushAll(batch.get());
        } catch (RuntimeException e) {
            if (isUnavailable(e)) {
                throw e;
            }
            batch.get().forEach(this::pushAlone);
        }
    }

    /** One message of a batch that could not be processed: the one whose fault it was goes to the dead letters. */
    private void pushAlone(Away away) {
        try {
            pushAll(List.of(away));
        } catch (RuntimeException e) {
            if (isUnavailable(e)) {
                throw e;
            }
            LOG.log(
                    System.Logger.Level.ERROR,
                    "IM-2602 offline push of message "
                            + away.delivery().message().id() + " cannot be processed, it is a dead letter",
                    e);
            deadLetters.put(QUEUE, AwayCodec.encode(List.of(away)), e.getClass().getSimpleName());
        }
    }

    private static boolean isUnavailable(RuntimeException e) {
        return e instanceof ImException im && im.code() == ErrorCode.UNAVAILABLE;
    }

    private void pushAll(List<Away> all) {
        Map<UserId, List<Device>> devices = devices(all);
        Set<UserId> reachable = new HashSet<>(devices.keySet());
        reachable.removeAll(quiet(reachable));
        Map<ProviderName, List<DevicePush>> pushes = new EnumMap<>(ProviderName.class);
        for (Away away : all) {
            Set<UserId> told = new LinkedHashSet<>(away.users());
            told.retainAll(reachable);
            asked(away.delivery().message(), told).ifPresent(push -> {
                Map<UserId, Integer> counted = counted(push);
                for (UserId user : push.users()) {
                    for (Device device : devices.getOrDefault(user, List.of())) {
                        pushes.computeIfAbsent(device.provider(), provider -> new ArrayList<>())
                                .add(new DevicePush(
                                        notification(push, away.delivery().seq()), device, badge(counted, user)));
                    }
                }
            });
        }
        queues.put(batches(pushes), Duration.ZERO);
    }

    private Map<UserId, List<Device>> devices(List<Away> all) {
        Set<UserId> away = all.stream().flatMap(it -> it.users().stream()).collect(Collectors.toSet());
        return tokens.of(away, clock.millis()).stream()
                .filter(device -> providers.names().contains(device.provider()))
                .collect(Collectors.groupingBy(Device::user, HashMap::new, Collectors.toList()));
    }

    /** Who does not want to be told of anything. */
    private Set<UserId> quiet(Set<UserId> reachable) {
        return reachable.isEmpty()
                ? Set.of()
                : users.find(reachable).stream()
                        .filter(user -> user.globalRecvMsgOpt() != 0)
                        .map(User::id)
                        .collect(Collectors.toSet());
    }

    /** What is told to those of the users who want to know, if the checks let it pass. */
    private Optional<OfflinePush> asked(Message message, Set<UserId> told) {
        Optional<OfflinePush> push = rules.about(message, told);
        if (push.isEmpty()) {
            return push;
        }
        Set<UserId> wanting = new LinkedHashSet<>(told);
        wanting.removeAll(conversations.notNotified(message.conversation(), told));
        push = push.map(it -> it.withUsers(wanting));
        for (OfflinePushCheck check : checks) {
            if (push.isPresent() && !push.get().users().isEmpty()) {
                push = check.check(push.get());
            }
        }
        return push.map(it -> it.withUsers(
                        it.users().stream().filter(wanting::contains).collect(Collectors.toSet())))
                .filter(it -> !it.users().isEmpty());
    }

    /** The badges after this message; it counts once for each user, however often it is worked on. */
    private Map<UserId, Integer> counted(OfflinePush push) {
        if (!push.badge()) {
            return Map.of();
        }
        Map<PushMark, UserId> byMark = push.users().stream()
                .collect(Collectors.toMap(user -> new PushMark(push.message().id(), "badge:" + user), user -> user));
        List<UserId> fresh =
                marks.claim(byMark.keySet()).stream().map(byMark::get).toList();
        badges.increment(fresh);
        return badges.of(push.users());
    }

    private static OptionalInt badge(Map<UserId, Integer> counted, UserId user) {
        Integer badge = counted.get(user);
        return badge == null ? OptionalInt.empty() : OptionalInt.of(badge);
    }

    private Notification notification(OfflinePush push, long seq) {
        Message message = push.message();
        return new Notification(
                message.id(),
                message.conversation(),
                seq,
                message.sender(),
                message.contentType(),
                push.title(),
                push.text(),
                push.ex(),
                push.sound(),
                clock.millis(),
                message.operationId());
    }

    private static List<ProviderQueues.Addressed> batches(Map<ProviderName, List<DevicePush>> pushes) {
        List<ProviderQueues.Addressed> batches = new ArrayList<>();
        pushes.forEach((provider, all) -> {
            for (List<DevicePush> some : Chunks.of(all, PushProvider.MAX)) {
                batches.add(new ProviderQueues.Addressed(provider, Batch.first(some)));
            }
        });
        return batches;
    }
}
