package dev.tidings.offlinepush;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.message.Message;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.offline.OfflinePush;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What a message itself says about being pushed: whether at all, and what is shown. Its content is never shown. */
@Dependent
class PushRules {
    private static final int NOTIFICATIONS = 1200;
    private static final int NOTIFICATIONS_END = 5000;
    /** Characters. Together with the ids all of it fits into the 4 KiB that FCM and APNs take. */
    private static final int TITLE_MAX = 100;

    private static final int TEXT_MAX = 400;
    private static final int EX_BYTES_MAX = 1024;
    private static final int SOUND_MAX = 100;
    /** Not for people, or for those only who are looking. */
    private static final Set<Integer> SILENT = Set.of(
            ContentType.REVOKE.number(),
            ContentType.TYPING.number(),
            ContentType.CUSTOM_ONLINE_ONLY.number(),
            ContentType.REACTION_MODIFY.number(),
            ContentType.REACTION_DELETE.number());

    private final Titles titles;
    private final String genericTitle;
    private final String genericText;

    @Inject
    PushRules(
            @ConfigProperty(name = "im.push.title") String titles,
            @ConfigProperty(name = "im.push.generic-title") String genericTitle,
            @ConfigProperty(name = "im.push.generic-text") Optional<String> genericText) {
        this.titles = Titles.named(titles);
        this.genericTitle = genericTitle;
        this.genericText = genericText.orElse("");
    }

    /**
     * What is to be told to these users, before they have had a say.
     *
     * @throws IllegalArgumentException if the message's body is none
     */
    Optional<OfflinePush> about(Message message, Set<UserId> users) {
        MsgData data = data(message);
        if (users.isEmpty() || !isPushed(message, data)) {
            return Optional.empty();
        }
        OfflinePushInfo info = data.getOfflinePushInfo();
        boolean titled = !info.getTitle().isBlank();
        return Optional.of(new OfflinePush(
                message,
                users,
                cut(titled ? info.getTitle() : titles.of(data, genericTitle), TITLE_MAX),
                cut(titled || !info.getDesc().isBlank() ? info.getDesc() : genericText, TEXT_MAX),
                // Data that is cut is no data.
                info.getExBytes().size() > EX_BYTES_MAX ? "" : info.getEx(),
                cut(info.getIOSPushSound(), SOUND_MAX),
                info.getIOSBadgeCount()));
    }

    private static MsgData data(Message message) {
        try {
            return MsgData.parseFrom(message.body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the body of " + message.id() + " is no message", e);
        }
    }

    private static boolean isPushed(Message message, MsgData data) {
        if (!message.options().has(Option.OFFLINE_PUSH) || SILENT.contains(message.contentType())) {
            return false;
        }
        // For a chat message a missing option means true. A notification has to ask.
        return !isNotification(message)
                || Boolean.TRUE.equals(data.getOptionsMap().get(Option.OFFLINE_PUSH.key()));
    }

    private static boolean isNotification(Message message) {
        int type = message.contentType();
        return type != ContentType.OA_NOTIFICATION.number()
                && (!message.options().has(Option.IS_NOT_NOTIFICATION)
                        || (type >= NOTIFICATIONS && type < NOTIFICATIONS_END)
                        || type == ContentType.CUSTOM_NOTIFICATION.number());
    }

    private static String cut(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max));
    }
}
