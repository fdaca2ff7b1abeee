package dev.tidings.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The envelope of every REST answer.
 *
 * @param errCode 0, or what went wrong
 * @param errMsg for people
 * @param errDlt for developers
 * @param data the answer proper; an empty object if there is none
 */
public record RestAnswer(int errCode, String errMsg, String errDlt, JsonNode data) {
    /** The data of an answer that is no error. */
    public JsonNode orThrow() {
        if (errCode != 0) {
            throw new RefusedException(errCode, errMsg + " " + errDlt);
        }
        return data;
    }
}
