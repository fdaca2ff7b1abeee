package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.offline.OfflinePush;
import dev.tidings.offline.OfflinePushCheck;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Has the business server decide whom of those who are away is told of a message, and in which words. It waits for the answer:
 * offline push has a queue of its own, and nobody else waits behind it.
 */
@ApplicationScoped
class AskingOfflinePush implements OfflinePushCheck {
    private static final Hook HOOK = Hook.BEFORE_OFFLINE_PUSH;

    private final BeforeHooks hooks;

    @Inject
    AskingOfflinePush(BeforeHooks hooks) {
        this.hooks = hooks;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AskingOfflinePush() {
        this(null);
    }

    @Override
    public Optional<OfflinePush> check(OfflinePush push) {
        if (push.users().stream()
                .noneMatch(user -> hooks.asks(HOOK, push.message().contentType(), user.value()))) {
            return Optional.of(push);
        }
        MsgData data = Events.data(push.message()).toBuilder()
                .setOfflinePushInfo(OfflinePushInfo.newBuilder()
                        .setTitle(push.title())
                        .setDesc(push.text())
                        .setEx(push.ex())
                        .setIOSPushSound(push.sound())
                        .setIOSBadgeCount(push.badge()))
                .build();
        List<String> users = push.users().stream().map(UserId::value).sorted().toList();
        String operationId = push.message().operationId();
        Question question = new Question(
                push.message().id().value(), operationId, MessageBodies.push(HOOK, data, users, operationId));
        try {
            return hooks.ask(HOOK, question, answer -> changed(push, answer), Optional.of(push))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ImException refused) {
                if (refused.code() == ErrorCode.UNAVAILABLE) {
                    throw refused;
                }
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<OfflinePush> changed(OfflinePush push, JsonObject answer) {
        Set<UserId> told = PushedUsers.of(push.users(), answer);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        JsonValue info = answer.get("offlinePushInfo");
        if (info == null || info == JsonValue.NULL) {
            return Optional.of(push.withUsers(told));
        }
        JsonObject words = info.asJsonObject();
        String title = words.getString("title", "");
        return Optional.of(new OfflinePush(
                push.message(),
                told,
                title.isBlank() ? push.title() : title,
                words.getString("desc", push.text()),
                words.getString("ex", push.ex()),
                words.getString("iOSPushSound", push.sound()),
                words.getBoolean("iOSBadgeCount", push.badge())));
    }
}
