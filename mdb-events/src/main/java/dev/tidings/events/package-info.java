/** Takes what happened out of the outbox and tells the business server, in order and until it has it. */
@NullMarked
package dev.tidings.events;

import org.jspecify.annotations.NullMarked;
