package dev.tidings.user;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;

/**
 * A user's profile: the protocol's {@code UserInfo}.
 *
 * @param nickname at most 255 characters
 * @param faceUrl at most 1024 characters
 * @param ex whatever the business server likes, at most 4096 characters
 * @param createTime ms since epoch
 * @param appMangerLevel the protocol's (and its spelling); 0 for ordinary users
 * @param globalRecvMsgOpt 0 receive, 1 do not receive, 2 receive without notifying
 */
public record User(
        UserId id,
        String nickname,
        String faceUrl,
        String ex,
        long createTime,
        int appMangerLevel,
        int globalRecvMsgOpt) {
    static final int NICKNAME_MAX = 255;
    static final int FACE_URL_MAX = 1024;
    static final int EX_MAX = 4096;
    private static final int RECV_MSG_OPT_MAX = 2;

    /** @throws ImException {@code ARGS} if a field is too long or has no meaning */
    public User {
        atMost(NICKNAME_MAX, "nickname", nickname);
        atMost(FACE_URL_MAX, "faceURL", faceUrl);
        atMost(EX_MAX, "ex", ex);
        if (globalRecvMsgOpt < 0 || globalRecvMsgOpt > RECV_MSG_OPT_MAX) {
            throw new ImException(ErrorCode.ARGS, "globalRecvMsgOpt is 0, 1 or 2");
        }
    }

    /** A new user with the protocol's defaults. */
    public static User of(UserId id, String nickname, String faceUrl, long createTime) {
        return new User(id, nickname, faceUrl, "", createTime, 0, 0);
    }

    private static void atMost(int max, String field, String value) {
        if (value.codePointCount(0, value.length()) > max) {
            throw new ImException(ErrorCode.ARGS, field + " has at most " + max + " characters");
        }
    }
}
