package dev.tidings.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.omtp.proto.MsgData;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;

/**
 * A row of {@code message}. What routing knows comes from the message, the rest from its body; texts of the clients' making
 * are cut to their columns, for the body has them whole.
 */
@Entity
@Table(name = "message")
class HistoryRow {
    private static final int VARCHAR_MAX = 255;
    /** Of a TEXT column's 65,535 bytes, four to a character. */
    private static final int TEXT_MAX = 16_000;
    /** Of a MEDIUMTEXT column's 16 MiB, four to a character. */
    private static final int CONTENT_MAX = 4_000_000;

    @Id
    @Column(name = "server_msg_id")
    private String serverMsgId;

    /** Given by the database: the order in which messages were recorded. */
    @Column(name = "row_no", insertable = false, updatable = false)
    private long rowNo;

    @Column(name = "client_msg_id")
    private String clientMsgId;

    @Column(name = "conversation_id")
    private String conversationId;

    @Column(name = "send_id")
    private String sendId;

    @Column(name = "recv_id")
    private String recvId;

    @Column(name = "group_id")
    private String groupId;

    @Column(name = "sender_platform_id")
    private int senderPlatformId;

    @Column(name = "sender_nickname")
    private String senderNickname;

    @Column(name = "session_type")
    private int sessionType;

    @Column(name = "msg_from")
    private int msgFrom;

    @Column(name = "content_type")
    private int contentType;

    @Lob
    @Column(name = "content")
    private String content;

    @Column(name = "status")
    private int status;

    @Column(name = "send_time")
    private long sendTime;

    @Column(name = "create_time")
    private long createTime;

    @Column(name = "ex")
    private String ex;

    @Column(name = "replaced")
    private boolean replaced;

    @Lob
    @Column(name = "body")
    private byte[] body;

    /** For the persistence provider. */
    @SuppressWarnings("NullAway.Init")
    protected HistoryRow() {}

    /** @throws InvalidProtocolBufferException if the body is not an encoded {@code MsgData} */
    @SuppressWarnings("NullAway.Init")
    HistoryRow(Message message) throws InvalidProtocolBufferException {
        this.serverMsgId = message.id().value();
        set(message);
    }

    /** Becomes another message with the same id. */
    final void replaceBy(Message replacement) throws InvalidProtocolBufferException {
        set(replacement);
        this.replaced = true;
    }

    private void set(Message message) throws InvalidProtocolBufferException {
        MsgData data = MsgData.parseFrom(message.body());
        this.clientMsgId = cut(data.getClientMsgID(), VARCHAR_MAX);
        this.conversationId = message.conversation().value();
        this.sendId = message.sender().value();
        this.recvId = data.getRecvID();
        this.groupId = data.getGroupID();
        this.senderPlatformId = data.getSenderPlatformID();
        this.senderNickname = cut(data.getSenderNickname(), VARCHAR_MAX);
        this.sessionType = data.getSessionType();
        this.msgFrom = data.getMsgFrom();
        this.contentType = message.contentType();
        this.content = cut(data.getContent().toStringUtf8(), CONTENT_MAX);
        this.status = data.getStatus();
        this.sendTime = message.sendTime();
        this.createTime = data.getCreateTime();
        this.ex = cut(data.getEx(), TEXT_MAX);
        this.body = message.body().toByteArray();
    }

    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    String id() {
        return serverMsgId;
    }

    HistoryEntry entry() {
        return new HistoryEntry(
                new MessageId(serverMsgId),
                new ConversationId(conversationId),
                sendTime,
                replaced,
                ByteString.copyFrom(body),
                new HistoryPage.Position(sendTime, rowNo));
    }
}
