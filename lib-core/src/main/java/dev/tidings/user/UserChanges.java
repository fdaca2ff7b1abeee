package dev.tidings.user;

import dev.tidings.message.UserId;
import org.jspecify.annotations.Nullable;

/** What of a profile is to be another; null leaves it as it is. The limits are those of {@link User}. */
public record UserChanges(
        UserId id,
        @Nullable String nickname,
        @Nullable String faceUrl,
        @Nullable String ex,
        @Nullable Integer globalRecvMsgOpt) {

    User appliedTo(User user) {
        return new User(
                user.id(),
                nickname == null ? user.nickname() : nickname,
                faceUrl == null ? user.faceUrl() : faceUrl,
                ex == null ? user.ex() : ex,
                user.createTime(),
                user.appMangerLevel(),
                globalRecvMsgOpt == null ? user.globalRecvMsgOpt() : globalRecvMsgOpt);
    }
}
