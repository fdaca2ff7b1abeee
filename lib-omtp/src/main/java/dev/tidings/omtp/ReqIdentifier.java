package dev.tidings.omtp;

import java.util.Optional;

/** What a frame asks for or carries. Numbers are wire format. */
public enum ReqIdentifier {
    /** Newest seq per conversation: GetMaxSeqReq, GetMaxSeqResp. */
    GET_NEWEST_SEQ(1001),
    /** Pull by range: PullMessageBySeqsReq, PullMessageBySeqsResp. */
    PULL_MSG_BY_RANGE(1002),
    /** Send a message: MsgData, UserSendMsgResp. */
    SEND_MSG(1003),
    /** Signalling; reserved by the protocol, used by no open client. */
    SEND_SIGNAL_MSG(1004),
    /** Pull exactly these seqs: GetSeqMessageReq, GetSeqMessageResp. */
    PULL_MSG_BY_SEQ_LIST(1005),
    /** Read positions and newest seqs: GetConversationsHasReadAndMaxSeqReq and ...Resp. */
    GET_CONV_MAX_READ_SEQ(1006),
    /** Last message per conversation: GetLastMessageReq, GetLastMessageResp. */
    PULL_CONV_LAST_MESSAGE(1007),
    /** Server to client: PushMessages. */
    PUSH_MSG(2001),
    /** Server to client: another login took this one's place; no payload. */
    KICK_ONLINE_MSG(2002),
    /** Log this platform out: DelUserPushTokenReq, empty answer, then the server closes. */
    LOGOUT(2003),
    /** The app went to the background or came back: SetAppBackgroundStatusReq, empty answer. */
    SET_BACKGROUND_STATUS(2004),
    /** Subscribe to online states: SubUserOnlineStatus, SubUserOnlineStatusTips (also pushed, then without msgIncr). */
    SUB_USER_ONLINE_STATUS(2005),
    /** Reserved. A client that receives it dies: never send it. */
    WS_DATA_ERROR(3001);

    private static final ReqIdentifier[] ALL = values();

    private final int number;

    ReqIdentifier(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** The kind with this number; empty for a number the protocol does not know. */
    public static Optional<ReqIdentifier> of(int number) {
        for (ReqIdentifier each : ALL) {
            if (each.number == number) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
