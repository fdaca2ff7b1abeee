package dev.tidings.fault;

/**
 * Every error a client can see, over REST and in WebSocket envelopes alike. The numbers are the protocol's: SDKs act on
 * them, so one is never reused or renumbered. The 15xx numbers log an SDK out and are only for tokens.
 */
public enum ErrorCode {
    /** A defect of ours or an unknown failure; the client may retry with the same clientMsgID. */
    SERVER_INTERNAL(500, "ServerInternalError"),
    /** The request is not well formed or breaks a limit; the message says which field. */
    ARGS(1001, "ArgsError"),
    /** The caller is known but may not do this. */
    NO_PERMISSION(1002, "NoPermissionError"),
    DUPLICATE_KEY(1003, "DuplicateKeyError"),
    RECORD_NOT_FOUND(1004, "RecordNotFoundError"),
    USER_ID_NOT_FOUND(1101, "UserIDNotFoundError"),
    REGISTERED_ALREADY(1102, "RegisteredAlreadyError"),
    GROUP_ID_NOT_FOUND(1201, "GroupIDNotFoundError"),
    NOT_IN_GROUP_YET(1203, "NotInGroupYetError"),
    BLOCKED_BY_PEER(1302, "BlockedByPeerError"),
    MSG_ALREADY_REVOKE(1404, "MsgAlreadyRevoke"),
    TOKEN_EXPIRED(1501, "TokenExpiredError"),
    TOKEN_INVALID(1502, "TokenInvalidError"),
    TOKEN_MALFORMED(1503, "TokenMalformedError"),
    TOKEN_NOT_VALID_YET(1504, "TokenNotValidYetError"),
    TOKEN_UNKNOWN(1505, "TokenUnknownError"),
    TOKEN_KICKED(1506, "TokenKickedError"),
    TOKEN_NOT_EXIST(1507, "TokenNotExistError"),
    /** This node, or this user, has all the connections it may have. */
    CONN_OVER_MAX(1601, "ConnOverMaxNumLimit"),
    /** The connect query lacks a parameter or has one that is not understood. */
    CONN_ARGS(1602, "ConnArgsErr"),
    /** More requests than the caller may make; slow down and retry. */
    TOO_MANY_REQUESTS(1801, "TooManyRequestsError"),
    /** A store or the queue did not answer in time; retry with the same clientMsgID. */
    UNAVAILABLE(1802, "UnavailableError"),
    /** The business server's hook refused, or failed and is configured to refuse then. */
    CALLBACK(80000, "CallbackError");

    private final int number;
    private final String wireName;

    ErrorCode(int number, String wireName) {
        this.number = number;
        this.wireName = wireName;
    }

    /** The {@code errCode} on the wire. */
    public int number() {
        return number;
    }

    /** The {@code errMsg} on the wire. */
    public String wireName() {
        return wireName;
    }
}
