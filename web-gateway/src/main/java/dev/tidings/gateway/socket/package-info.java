/** Sockets and frames: everything between a client's WebSocket and the session beans. */
@NullMarked
package dev.tidings.gateway.socket;

import org.jspecify.annotations.NullMarked;
