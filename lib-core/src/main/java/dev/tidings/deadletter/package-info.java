/**
 * What nobody could process, for an operator: looked at without contents, worked on again, or discarded. Everything that
 * is given up comes to one of two queues, {@code im.dead} and, for what the business server is told, {@code im.events.dead}.
 */
@NullMarked
package dev.tidings.deadletter;

import org.jspecify.annotations.NullMarked;
