/** The dead letters on a real broker: these tests need one. */
@NullMarked
package dev.tidings.deadletter;

import org.jspecify.annotations.NullMarked;
