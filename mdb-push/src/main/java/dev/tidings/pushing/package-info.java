/** The push module: from a batch of deliveries to the sockets of everyone it is for. */
@NullMarked
package dev.tidings.pushing;

import org.jspecify.annotations.NullMarked;
