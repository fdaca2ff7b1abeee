/** Tests of the full history, and {@link dev.tidings.history.InMemoryHistory} for the tests of whoever needs one. */
@NullMarked
package dev.tidings.history;

import org.jspecify.annotations.NullMarked;
