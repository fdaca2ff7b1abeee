package dev.tidings.omtp;

import com.google.protobuf.ByteString;

/**
 * One frame from a client.
 *
 * @param reqIdentifier what is asked, see {@link ReqIdentifier}; may be a number that is not known here
 * @param token always empty today
 * @param sendID must be the connection's user
 * @param operationID trace id, echoed in the answer
 * @param msgIncr correlates the answer with the request, echoed in the answer
 * @param data the protobuf payload
 */
public record Request(
        int reqIdentifier, String token, String sendID, String operationID, String msgIncr, ByteString data) {

    /** The text of a request is as private as the message in it: only its kind and size are shown. */
    @Override
    public String toString() {
        return "Request[" + reqIdentifier + ", operationID=" + operationID + ", " + data.size() + " bytes]";
    }
}
