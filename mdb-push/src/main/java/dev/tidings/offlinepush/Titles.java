package dev.tidings.offlinepush;

import dev.tidings.omtp.proto.MsgData;

/** What stands in the title where the sender gave none; the values of {@code im.push.title}. */
enum Titles {
    /** The same for every message. */
    GENERIC {
        @Override
        String of(MsgData message, String generic) {
            return generic;
        }
    },
    /** The sender's nickname, as the message has it. */
    NICKNAME {
        @Override
        String of(MsgData message, String generic) {
            return message.getSenderNickname().isBlank() ? generic : message.getSenderNickname();
        }
    };

    abstract String of(MsgData message, String generic);

    /** @throws IllegalArgumentException if there is no such value */
    static Titles named(String value) {
        return switch (value) {
            case "generic" -> GENERIC;
            case "nickname" -> NICKNAME;
            default -> throw new IllegalArgumentException("im.push.title is neither generic nor nickname");
        };
    }
}
