/** Remembers what was answered to a send, so that a retry gets the same answer. */
@NullMarked
package dev.tidings.receipt;

import org.jspecify.annotations.NullMarked;
