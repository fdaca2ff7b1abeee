/** The durable queues between accepting a message and everything that follows from it. */
@NullMarked
package dev.tidings.queue;

import org.jspecify.annotations.NullMarked;
