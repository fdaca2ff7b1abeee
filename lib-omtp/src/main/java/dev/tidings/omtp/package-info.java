/**
 * The OpenIM wire protocol as code: frames, envelopes, payloads and the handshake. It knows nothing of sockets or of the
 * server, so that the gateway, the test client and any tool that reads frames share one understanding of the protocol.
 */
@NullMarked
package dev.tidings.omtp;

import org.jspecify.annotations.NullMarked;
