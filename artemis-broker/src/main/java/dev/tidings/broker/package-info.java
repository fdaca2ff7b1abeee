/**
 * The queue as a process of its own, so that a crash or a restart of an application node never takes the accepted messages with it.
 */
@NullMarked
package dev.tidings.broker;

import org.jspecify.annotations.NullMarked;
