/**
 * The REST API: {@code POST} and JSON, always HTTP 200, the outcome in an envelope. A request passes {@code RequestRules}
 * (what every request must have), {@code Locks} (who may ask), its resource method (decode, call, encode) and leaves as an
 * {@code Answer}, whatever happened on the way.
 */
@NullMarked
package dev.tidings.gateway.rest;

import org.jspecify.annotations.NullMarked;
