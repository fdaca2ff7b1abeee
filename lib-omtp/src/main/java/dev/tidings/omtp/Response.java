package dev.tidings.omtp;

import com.google.protobuf.ByteString;

/**
 * One frame from the server: the answer to a request, or a push.
 *
 * @param reqIdentifier the request's, or what is pushed
 * @param msgIncr the request's; empty in a push
 * @param operationID the request's, or the trace id of what caused the push
 * @param errCode 0, or the code that the SDK's call is rejected with
 * @param errMsg for people; empty when errCode is 0
 * @param data the protobuf payload; a concatenation of several parts is copied only once, into the frame
 */
public record Response(
        int reqIdentifier, String msgIncr, String operationID, int errCode, String errMsg, ByteString data) {

    /** The answer to a request that succeeded. */
    public static Response to(Request request, ByteString data) {
        return new Response(request.reqIdentifier(), request.msgIncr(), request.operationID(), 0, "", data);
    }

    /** The answer to a request that failed. */
    public static Response refusal(Request request, int errCode, String errMsg) {
        return new Response(
                request.reqIdentifier(), request.msgIncr(), request.operationID(), errCode, errMsg, ByteString.EMPTY);
    }

    /** Something the client did not ask for. */
    public static Response push(ReqIdentifier kind, String operationID, ByteString data) {
        return new Response(kind.number(), "", operationID, 0, "", data);
    }

    /** The text of a response is as private as the messages in it: only its kind and size are shown. */
    @Override
    public String toString() {
        return "Response[" + reqIdentifier + ", operationID=" + operationID + ", errCode=" + errCode + ", "
                + data.size() + " bytes]";
    }
}
