package dev.tidings.msg;

import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;

/**
 * What somebody wants to send.
 *
 * @param sender in whose name it is sent; established by the gateway, never by the body
 * @param origin what the sender may put into it
 * @param data as it came; what the server decides (ids, times, status, seq) is overwritten
 * @param operationId trace id of the request
 */
public record Draft(UserId sender, Origin origin, MsgData data, String operationId) {
    /** Who speaks. */
    public enum Origin {
        /** A user's own device: chat messages only. */
        CLIENT,
        /** The business server in the name of a user, over REST: notifications and the time of sending as well. */
        BUSINESS_SERVER
    }

    /** The same sender's, saying something else. */
    Draft with(MsgData other) {
        return new Draft(sender, origin, other, operationId);
    }
}
