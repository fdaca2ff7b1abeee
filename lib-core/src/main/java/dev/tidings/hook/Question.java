package dev.tidings.hook;

import jakarta.json.JsonObject;

/**
 * What the business server is asked.
 *
 * @param id the same whenever the same thing is asked: the serverMsgID of a message
 * @param operationId the trace id of whoever wants to do what is asked about
 * @param body with the fields that OpenIM sends
 */
public record Question(String id, String operationId, JsonObject body) {}
