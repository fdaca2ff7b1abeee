package dev.tidings.user;

import dev.tidings.message.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code im_user}. */
@Entity
@Table(name = "im_user")
class UserRow {
    @Id
    @Column(name = "user_id")
    private String userId;

    @Column(name = "nickname")
    private String nickname;

    @Column(name = "face_url")
    private String faceUrl;

    @Column(name = "ex")
    private String ex;

    @Column(name = "create_time")
    private long createTime;

    @Column(name = "app_manger_level")
    private int appMangerLevel;

    @Column(name = "global_recv_msg_opt")
    private int globalRecvMsgOpt;

    /** For the persistence provider. */
    @SuppressWarnings("NullAway.Init")
    protected UserRow() {}

    @SuppressWarnings("NullAway.Init")
    UserRow(User user) {
        this.userId = user.id().value();
        this.createTime = user.createTime();
        this.appMangerLevel = user.appMangerLevel();
        set(user);
    }

    /** Takes over what of a profile can change. */
    final void set(User user) {
        this.nickname = user.nickname();
        this.faceUrl = user.faceUrl();
        this.ex = user.ex();
        this.globalRecvMsgOpt = user.globalRecvMsgOpt();
    }

    User user() {
        return new User(new UserId(userId), nickname, faceUrl, ex, createTime, appMangerLevel, globalRecvMsgOpt);
    }
}
