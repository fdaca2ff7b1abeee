package dev.tidings.omtp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code contentType}s the protocol knows: how a message's content is to be read. Clients may send others, so a
 * message keeps the number.
 */
public enum ContentType {
    /** Text. */
    TEXT(101),
    /** A picture, by URLs. */
    PICTURE(102),
    /** A voice recording, by URL. */
    VOICE(103),
    /** A video, by URLs. */
    VIDEO(104),
    /** A file, by URL. */
    FILE(105),
    /** Text that mentions members. */
    AT_TEXT(106),
    /** Forwarded messages in one. */
    MERGER(107),
    /** Somebody's business card. */
    CARD(108),
    /** A place. */
    LOCATION(109),
    /** Whatever the application makes of it. */
    CUSTOM(110),
    /** The revocation of earlier versions. */
    REVOKE(111),
    /** Somebody types, or stopped; never stored. */
    TYPING(113),
    /** Text with the message it answers. */
    QUOTE(114),
    /** A sticker. */
    FACE(115),
    /** Text with ranges that mean something. */
    ADVANCED_TEXT(117),
    /** Markdown. */
    MARKDOWN(118),
    /** As custom, but the conversation is not brought up by it. */
    CUSTOM_NOT_TRIGGER_CONVERSATION(119),
    /** As custom, for who is online only. */
    CUSTOM_ONLINE_ONLY(120),
    /** A reaction to a message was set. */
    REACTION_MODIFY(121),
    /** A reaction to a message was taken back. */
    REACTION_DELETE(122),
    /** A message of no particular kind. */
    COMMON(200),
    /** A group's message in earlier versions. */
    GROUP_MSG(201),
    /** Signalling of calls. */
    SIGNAL(202),
    /** A notification that the application defines. */
    CUSTOM_NOTIFICATION(203),
    /** The other side accepted. */
    FRIEND_APPLICATION_APPROVED(1201),
    /** The other side refused. */
    FRIEND_APPLICATION_REJECTED(1202),
    /** Somebody asks to be a friend. */
    FRIEND_APPLICATION(1203),
    /** Two users are friends now. */
    FRIEND_ADDED(1204),
    /** Two users are no longer friends. */
    FRIEND_DELETED(1205),
    /** A friend's remark changed. */
    FRIEND_REMARK_SET(1206),
    /** Somebody was blocked. */
    BLACK_ADDED(1207),
    /** Somebody is no longer blocked. */
    BLACK_DELETED(1208),
    /** A friend's profile changed. */
    FRIEND_INFO_UPDATED(1209),
    /** Several friends' settings changed. */
    FRIENDS_INFO_UPDATE(1210),
    /** The user's settings of conversations changed. */
    CONVERSATION_CHANGE(1300),
    /** The user's own profile changed. */
    USER_INFO_UPDATED(1303),
    /** Somebody's online state changed. */
    USER_STATUS_CHANGE(1304),
    /** A user command was added. */
    USER_COMMAND_ADD(1305),
    /** A user command was deleted. */
    USER_COMMAND_DELETE(1306),
    /** A user command changed. */
    USER_COMMAND_UPDATE(1307),
    /** The state of somebody subscribed to. */
    SUBSCRIBE_ONLINE_STATUS(1308),
    /** From a notification account. */
    OA_NOTIFICATION(1400),
    /** A group was created. */
    GROUP_CREATED(1501),
    /** A group's profile changed. */
    GROUP_INFO_SET(1502),
    /** Somebody asks to join. */
    JOIN_GROUP_APPLICATION(1503),
    /** A member left. */
    MEMBER_QUIT(1504),
    /** An application to join was accepted. */
    GROUP_APPLICATION_ACCEPTED(1505),
    /** An application to join was refused. */
    GROUP_APPLICATION_REJECTED(1506),
    /** A group has a new owner. */
    GROUP_OWNER_TRANSFERRED(1507),
    /** Members were removed. */
    MEMBER_KICKED(1508),
    /** Members were brought in. */
    MEMBER_INVITED(1509),
    /** A member joined. */
    MEMBER_ENTER(1510),
    /** A group was dissolved. */
    GROUP_DISMISSED(1511),
    /** A member may not write for a while. */
    GROUP_MEMBER_MUTED(1512),
    /** A member may write again. */
    GROUP_MEMBER_CANCEL_MUTED(1513),
    /** Nobody may write. */
    GROUP_MUTED(1514),
    /** Everybody may write again. */
    GROUP_CANCEL_MUTED(1515),
    /** A member's name or role in the group changed. */
    GROUP_MEMBER_INFO_SET(1516),
    /** A member became an administrator. */
    GROUP_MEMBER_SET_TO_ADMIN(1517),
    /** A member is no longer an administrator. */
    GROUP_MEMBER_SET_TO_ORDINARY(1518),
    /** A group's announcement changed. */
    GROUP_INFO_SET_ANNOUNCEMENT(1519),
    /** A group's name changed. */
    GROUP_INFO_SET_NAME(1520),
    /** Burn after reading was turned on or off. */
    CONVERSATION_PRIVATE_CHAT(1701),
    /** A conversation's unread count changed. */
    CONVERSATION_UNREAD(1702),
    /** Conversations were emptied. */
    CLEAR_CONVERSATION(1703),
    /** Conversations were deleted. */
    CONVERSATION_DELETE(1704),
    /** From the business server. */
    BUSINESS_NOTIFICATION(2001),
    /** A message was revoked. */
    REVOKE_NOTIFICATION(2101),
    /** Messages were deleted. */
    DELETE_MSGS_NOTIFICATION(2102),
    /** Messages were read. */
    HAS_READ_RECEIPT(2200);

    /** Every contentType from here to {@link #NOTIFICATION_END} is a notification. */
    public static final int NOTIFICATION_BEGIN = 1000;

    public static final int NOTIFICATION_END = 5000;

    private static final Map<Integer, ContentType> BY_NUMBER = new HashMap<>();

    static {
        for (ContentType each : values()) {
            BY_NUMBER.put(each.number, each);
        }
    }

    private final int number;

    ContentType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The content type with this number; empty for one that is not known here. */
    public static Optional<ContentType> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** Whether this number, known or not, is a notification's. */
    public static boolean isNotification(int number) {
        return number >= NOTIFICATION_BEGIN && number <= NOTIFICATION_END;
    }
}
