package dev.tidings.push;

import dev.tidings.message.Message;

/**
 * A message on its way to the devices of its audience.
 *
 * @param seq its conversation seq; 0 for one that is pushed only, never stored
 */
public record Delivery(Message message, long seq) {}
