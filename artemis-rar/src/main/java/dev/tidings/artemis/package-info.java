/**
 * The application server's way to the queue. Artemis ships no resource adapter archive; this one also takes the broker's address from
 * the same configuration as everything else, so that an operator gives one URL.
 */
@NullMarked
package dev.tidings.artemis;

import org.jspecify.annotations.NullMarked;
