package dev.tidings.conversation;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code conversation}. */
@Entity
@Table(name = "conversation")
@IdClass(ConversationRow.Key.class)
class ConversationRow {
    @Id
    @Column(name = "owner_id")
    private String ownerId;

    @Id
    @Column(name = "conversation_id")
    private String conversationId;

    @Column(name = "conversation_type")
    private int type;

    @Column(name = "user_id")
    private String userId;

    @Column(name = "group_id")
    private String groupId;

    @Column(name = "recv_msg_opt")
    private int recvMsgOpt;

    @Column(name = "is_pinned")
    private boolean pinned;

    @Column(name = "attached_info")
    private String attachedInfo;

    @Column(name = "is_private_chat")
    private boolean privateChat;

    @Column(name = "group_at_type")
    private int groupAtType;

    @Column(name = "ex")
    private String ex;

    @Column(name = "burn_duration")
    private int burnDuration;

    @Column(name = "min_seq")
    private long minSeq;

    @Column(name = "max_seq")
    private long maxSeq;

    @Column(name = "msg_destruct_time")
    private long msgDestructTime;

    @Column(name = "latest_msg_destruct_time")
    private long latestMsgDestructTime;

    @Column(name = "is_msg_destruct")
    private boolean msgDestruct;

    @Column(name = "insert_version")
    private long insertVersion;

    @Column(name = "version")
    private long version;

    /** For the persistence provider. */
    @SuppressWarnings("NullAway.Init")
    protected ConversationRow() {}

    @SuppressWarnings("NullAway.Init")
    ConversationRow(Conversation c, long version) {
        this.ownerId = c.owner().value();
        this.conversationId = c.id().value();
        this.type = c.type();
        this.userId = c.peer();
        this.groupId = c.group();
        this.insertVersion = version;
        set(c, version);
    }

    /** Takes over what can be set. */
    final void set(Conversation c, long newVersion) {
        this.recvMsgOpt = c.recvMsgOpt();
        this.pinned = c.pinned();
        this.attachedInfo = c.attachedInfo();
        this.privateChat = c.privateChat();
        this.groupAtType = c.groupAtType();
        this.ex = c.ex();
        this.burnDuration = c.burnDuration();
        this.minSeq = c.minSeq();
        this.maxSeq = c.maxSeq();
        this.msgDestructTime = c.msgDestructTime();
        this.latestMsgDestructTime = c.latestMsgDestructTime();
        this.msgDestruct = c.msgDestruct();
        this.version = newVersion;
    }

    boolean insertedAfter(long clientVersion) {
        return insertVersion > clientVersion;
    }

    Conversation conversation() {
        return new Conversation(
                new UserId(ownerId),
                new ConversationId(conversationId),
                type,
                userId,
                groupId,
                recvMsgOpt,
                pinned,
                attachedInfo,
                privateChat,
                groupAtType,
                ex,
                burnDuration,
                minSeq,
                maxSeq,
                msgDestructTime,
                latestMsgDestructTime,
                msgDestruct);
    }

    /** The primary key, in the shape that the persistence provider asks for. */
    static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        private String ownerId;
        private String conversationId;

        /** For the persistence provider. */
        @SuppressWarnings("NullAway.Init")
        public Key() {}

        Key(UserId owner, ConversationId id) {
            this.ownerId = owner.value();
            this.conversationId = id.value();
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Key other
                    && ownerId.equals(other.ownerId)
                    && conversationId.equals(other.conversationId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(ownerId, conversationId);
        }
    }
}
