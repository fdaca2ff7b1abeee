package dev.tidings.hook;

import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.queue.EventInterest;
import dev.tidings.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;

/** Puts what was done into the outbox, if anybody wants to be told of it. */
@ApplicationScoped
class OutboxHooks implements AfterHooks, EventInterest {
    private final HookSettings settings;
    private final EventOutbox outbox;

    @Inject
    OutboxHooks(HookSettings settings, EventOutbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected OutboxHooks() {
        this(HookSettings.off(), null);
    }

    @Override
    public void registered(List<User> users, String operationId) {
        if (isOn(Hook.AFTER_USER_REGISTER) && !users.isEmpty()) {
            outbox.put(List.of(Events.registered(users, operationId)));
        }
    }

    @Override
    public void read(
            ConversationId conversation, UserId reader, Collection<Long> seqs, long hasReadSeq, String operationId) {
        if (isOn(Hook.AFTER_SINGLE_MSG_READ) && isSingle(conversation)) {
            outbox.put(List.of(Events.read(conversation, reader, seqs, hasReadSeq, operationId)));
        }
    }

    @Override
    public void revoked(ConversationId conversation, long seq, UserId revoker, String operationId) {
        if (isOn(Hook.AFTER_REVOKE_MSG)) {
            outbox.put(List.of(Events.revoked(conversation, seq, revoker, operationId)));
        }
    }

    @Override
    public void saved(List<Delivery> stored) {
        if (!isOn(Hook.AFTER_MSG_SAVE_DB)) {
            return;
        }
        List<HookEvent> events = stored.stream()
                .filter(it -> it.message().isKept())
                .filter(it -> isAbout(settings, Hook.AFTER_MSG_SAVE_DB, it.message()))
                .map(Events::saved)
                .toList();
        if (!events.isEmpty()) {
            outbox.put(events);
        }
    }

    @Override
    public boolean isToldOf(Message message) {
        return isOn(Hook.AFTER_SEND_SINGLE_MSG) && isAbout(settings, Hook.AFTER_SEND_SINGLE_MSG, message);
    }

    static boolean isAbout(HookSettings settings, Hook hook, Message message) {
        String receiver = message.receivers().isEmpty()
                ? message.sender().value()
                : message.receivers().get(0).value();
        return isSingle(message.conversation()) && settings.isAbout(hook, message.contentType(), receiver);
    }

    private boolean isOn(Hook hook) {
        return settings.rules().containsKey(hook);
    }

    private static boolean isSingle(ConversationId conversation) {
        return conversation.value().startsWith("si_");
    }
}
