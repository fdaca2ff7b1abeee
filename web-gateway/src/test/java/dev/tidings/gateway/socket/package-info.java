/** Sockets without a container: a session that a test holds in its hand. */
@NullMarked
package dev.tidings.gateway.socket;

import org.jspecify.annotations.NullMarked;
