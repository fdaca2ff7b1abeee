package dev.tidings.hook;

import java.net.URI;
import java.time.Duration;

/**
 * One POST to the business server.
 *
 * @param eventId the same for every attempt
 * @param attempt 1 for the first
 * @param body UTF-8 JSON
 */
record HookCall(URI url, String eventId, int attempt, String operationId, String body, Duration timeout) {}
