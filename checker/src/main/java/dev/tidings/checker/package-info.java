/**
 * Decides from a history, one JSON object per line, whether the invariants of a messaging server held. It knows nothing
 * of the server but what clients saw, so it judges any server that speaks the protocol. It reads as a stream and keeps a
 * few numbers for each message, so that millions of messages fit into a small heap.
 */
@NullMarked
package dev.tidings.checker;

import org.jspecify.annotations.NullMarked;
