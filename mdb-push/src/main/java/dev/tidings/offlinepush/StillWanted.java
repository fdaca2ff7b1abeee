package dev.tidings.offlinepush;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.presence.Presence;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Notification;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks once more, right before sending, what may have changed since a message was put into a queue: whether its receiver is
 * online by now, and whether the message is still there and still itself.
 */
@Dependent
class StillWanted {
    private final Presence presence;
    private final Mailboxes mailboxes;

    @Inject
    StillWanted(Presence presence, Mailboxes mailboxes) {
        this.presence = presence;
        this.mailboxes = mailboxes;
    }

    /** @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if that cannot be found out now */
    List<DevicePush> of(List<DevicePush> pushes) {
        Set<UserId> online = presence.online(
                        pushes.stream().map(push -> push.device().user()).collect(Collectors.toSet()))
                .keySet();
        List<DevicePush> away = pushes.stream()
                .filter(push -> !online.contains(push.device().user()))
                .toList();
        Set<MessageId> there = there(away.stream()
                .map(DevicePush::notification)
                .filter(notification -> notification.seq() > 0)
                .collect(Collectors.toSet()));
        return away.stream()
                .filter(push -> push.notification().seq() == 0
                        || there.contains(push.notification().message()))
                .toList();
    }

    private Set<MessageId> there(Set<Notification> notifications) {
        Map<ConversationId, Set<Long>> seqs = new HashMap<>();
        Map<MessageId, Integer> contentTypes = new HashMap<>();
        for (Notification notification : notifications) {
            seqs.computeIfAbsent(notification.conversation(), conversation -> new TreeSet<>())
                    .add(notification.seq());
            contentTypes.put(notification.message(), notification.contentType());
        }
        return seqs.entrySet().stream()
                .flatMap(entry -> mailboxes.at(entry.getKey(), entry.getValue()).stream())
                .filter(stored -> isItself(stored, contentTypes.getOrDefault(stored.id(), -1)))
                .map(StoredMessage::id)
                .collect(Collectors.toSet());
    }

    /** A message that was revoked or deleted has another content type or says so in its status. */
    private static boolean isItself(StoredMessage stored, int contentType) {
        try {
            MsgData data = MsgData.parseFrom(stored.body());
            return data.getContentType() == contentType && data.getStatus() != MessageStatus.HAS_DELETED.number();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored body of " + stored.id() + " is no message", e);
        }
    }
}
