package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.msg.DeviceService;
import dev.tidings.msg.Draft;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MessageService;
import dev.tidings.msg.Sent;
import dev.tidings.omtp.MalformedFrameException;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqReq;
import dev.tidings.omtp.proto.GetLastMessageReq;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.SetAppBackgroundStatusReq;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.UserSendMsgResp;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Answers frames. Every request that a client can make is a line of {@link #reply}. What is not OMTP, speaks for somebody
 * else or asks for something unknown closes the socket; what is well formed and cannot be done is answered with an error.
 */
@Dependent
class FrameHandler {
    private static final System.Logger LOG = System.getLogger(FrameHandler.class.getName());

    private final MessageService messages;
    private final InboxService inbox;
    private final OnlineStates states;
    private final Lobby lobby;
    private final DeviceService devices;
    private final ReadThreads readers;

    @Inject
    FrameHandler(
            @Referenced MessageService messages,
            InboxService inbox,
            OnlineStates states,
            Lobby lobby,
            DeviceService devices,
            ReadThreads readers) {
        this.messages = messages;
        this.inbox = inbox;
        this.states = states;
        this.lobby = lobby;
        this.devices = devices;
        this.readers = readers;
    }

    void handle(Connection connection, ByteBuffer frame) {
        Request request;
        try {
            request = connection.codec().decodeRequest(frame);
        } catch (MalformedFrameException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "IM-1203 " + connection.user() + " sent a frame that is no OMTP: " + e.getMessage());
            connection.close(CloseReasons.PROTOCOL);
            return;
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "frame operationID=" + request.operationID() + " reqIdentifier=" + request.reqIdentifier()
                        + " user=" + connection.user());
        Optional<ReqIdentifier> kind = ReqIdentifier.of(request.reqIdentifier());
        boolean mailbox = MailboxRequests.isOne(request.reqIdentifier());
        if (!request.sendID().equals(connection.user().value()) || (kind.isEmpty() && !mailbox)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "IM-1204 " + connection.user() + " asked in another user's name or for something unknown: "
                            + request.reqIdentifier());
            connection.close(CloseReasons.PROTOCOL);
            return;
        }
        refusing(connection, request, () -> {
            if (mailbox) {
                read(connection, request, () -> MailboxRequests.reply(inbox, connection.user(), request));
            } else {
                reply(connection, request, kind.orElseThrow());
            }
        });
    }

    private interface Work {
        void run() throws InvalidProtocolBufferException;
    }

    private interface Reading {
        ByteString read() throws InvalidProtocolBufferException;
    }

    /** What cannot be done is answered with an error. */
    private static void refusing(Connection connection, Request request, Work work) {
        try {
            work.run();
        } catch (InvalidProtocolBufferException e) {
            refuse(connection, request, new ImException(ErrorCode.ARGS, "data is not the payload of this request"));
        } catch (RuntimeException e) {
            refuse(connection, request, e);
        }
    }

    private void reply(Connection connection, Request request, ReqIdentifier kind)
            throws InvalidProtocolBufferException {
        ByteString data = request.data();
        switch (kind) {
            case SEND_MSG -> send(connection, request);
            case SET_BACKGROUND_STATUS -> {
                lobby.background(
                        connection, SetAppBackgroundStatusReq.parseFrom(data).getIsBackground());
                answer(connection, request, ByteString.EMPTY);
            }
            case SUB_USER_ONLINE_STATUS ->
                answer(
                        connection,
                        request,
                        states.subscribe(connection, SubUserOnlineStatus.parseFrom(data))
                                .toByteString());
            case LOGOUT -> {
                devices.forget(connection.user(), connection.caller().platformId());
                connection.closeAfter(
                        connection.codec().encodeResponse(Response.to(request, ByteString.EMPTY)),
                        CloseReasons.LOGGED_OUT);
            }
            case GET_NEWEST_SEQ,
                    PULL_MSG_BY_RANGE,
                    PULL_MSG_BY_SEQ_LIST,
                    GET_CONV_MAX_READ_SEQ,
                    PULL_CONV_LAST_MESSAGE -> read(connection, request, () -> found(connection.user(), kind, data));
            case SEND_SIGNAL_MSG, PUSH_MSG, KICK_ONLINE_MSG, WS_DATA_ERROR -> connection.close(CloseReasons.PROTOCOL);
        }
    }

    /** Answers with what the stores have, when they have said it: nobody's frames wait for that. */
    private void read(Connection connection, Request request, Reading reading) {
        connection
                .reads()
                .join(
                        () -> refusing(connection, request, () -> {
                            if (!connection.isClosing()) {
                                answer(connection, request, reading.read());
                            }
                        }),
                        readers);
    }

    private ByteString found(UserId user, ReqIdentifier kind, ByteString data) throws InvalidProtocolBufferException {
        return switch (kind) {
            case GET_NEWEST_SEQ -> Payloads.newest(inbox.newest(user));
            case PULL_MSG_BY_RANGE ->
                Payloads.pulled(inbox.ranges(user, Payloads.ranges(PullMessageBySeqsReq.parseFrom(data))));
            case PULL_MSG_BY_SEQ_LIST -> {
                GetSeqMessageReq wanted = GetSeqMessageReq.parseFrom(data);
                yield Payloads.pulled(
                        inbox.exactly(user, Payloads.seqs(wanted), Payloads.order(wanted.getOrderValue())));
            }
            case GET_CONV_MAX_READ_SEQ -> {
                var wanted = GetConversationsHasReadAndMaxSeqReq.parseFrom(data);
                yield Payloads.readStates(
                        inbox.readStates(user, Payloads.conversations(wanted.getConversationIDsList())),
                        wanted.getReturnPinned() ? inbox.pinned(user) : List.of());
            }
            case PULL_CONV_LAST_MESSAGE ->
                Payloads.last(inbox.last(
                        user,
                        Payloads.conversations(GetLastMessageReq.parseFrom(data).getConversationIDsList())));
            default -> throw new IllegalArgumentException(kind + " reads nothing");
        };
    }

    private void send(Connection connection, Request request) throws InvalidProtocolBufferException {
        MsgData data = MsgData.parseFrom(request.data()).toBuilder()
                .setSenderPlatformID(connection.caller().platformId())
                .build();
        if (!connection.startSend()) {
            throw new ImException(
                    ErrorCode.TOO_MANY_REQUESTS, "more than " + Connection.SENDS_MAX + " sends wait for their ack");
        }
        boolean underWay = false;
        try {
            messages.send(new Draft(connection.user(), Draft.Origin.CLIENT, data, request.operationID()))
                    .whenComplete((sent, failure) -> {
                        connection.endSend();
                        if (failure == null) {
                            answer(connection, request, receipt(sent));
                        } else {
                            refuse(connection, request, unwrapped(failure));
                        }
                    });
            underWay = true;
        } finally {
            if (!underWay) {
                connection.endSend();
            }
        }
    }

    private static ByteString receipt(Sent sent) {
        return UserSendMsgResp.newBuilder()
                .setServerMsgID(sent.serverMsgID().value())
                .setClientMsgID(sent.clientMsgID())
                .setSendTime(sent.sendTime())
                .build()
                .toByteString();
    }

    private static void answer(Connection connection, Request request, ByteString data) {
        connection.send(connection.codec().encodeResponse(Response.to(request, data)));
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof jakarta.ejb.EJBException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static void refuse(Connection connection, Request request, Throwable failure) {
        Throwable cause = unwrapped(failure);
        Response refusal;
        if (cause instanceof ImException known) {
            refusal = Response.refusal(
                    request,
                    known.number(),
                    known.wireName() + (known.detail().isEmpty() ? "" : ": " + known.detail()));
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "IM-1201 request " + request.reqIdentifier() + " failed, operationID=" + request.operationID(),
                    cause);
            refusal =
                    Response.refusal(request, ErrorCode.SERVER_INTERNAL.number(), ErrorCode.SERVER_INTERNAL.wireName());
        }
        connection.send(connection.codec().encodeResponse(refusal));
    }
}
