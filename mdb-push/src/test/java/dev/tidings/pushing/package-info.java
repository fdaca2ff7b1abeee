/** The way to the devices, on nodes and queues that do as the test says. */
@NullMarked
package dev.tidings.pushing;

import org.jspecify.annotations.NullMarked;
